package io.p2p.autoconfigure;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.core.task.AsyncTaskExecutor;
import org.springframework.messaging.handler.invocation.HandlerMethodArgumentResolver;
import tools.jackson.databind.json.JsonMapper;

import io.p2p.codec.PeerMessageCodec;
import io.p2p.handler.HandlerInvoker;
import io.p2p.handler.PayloadValidator;
import io.p2p.handler.PeerCalls;
import io.p2p.handler.PeerHandlerInterceptor;
import io.p2p.handler.PeerMessageDispatcher;
import io.p2p.handler.PeerMessageHandlerRegistry;
import io.p2p.handler.PeerPresenceDispatcher;
import io.p2p.relay.MessageRelay;

/**
 * The application's handler methods, and the executor on which they run.
 */
@Configuration(proxyBeanMethods = false)
class P2pHandlerConfiguration {

	// Not a default candidate, so that this bean does not change which executor the
	// application gets by type.
	@Bean(defaultCandidate = false)
	@ConditionalOnMissingBean(name = "p2pHandlerExecutor")
	AsyncTaskExecutor p2pHandlerExecutor(Environment environment, P2pProperties properties) {
		P2pProperties.Handler handler = properties.handler();
		return P2pExecutors.create(environment, "p2p-handler-", handler.threads(), handler.queueCapacity());
	}

	@Bean
	@ConditionalOnMissingBean
	PeerMessageCodec peerMessageCodec(JsonMapper mapper) {
		return new PeerMessageCodec(mapper);
	}

	@Bean
	@ConditionalOnMissingBean
	static PeerMessageHandlerRegistry peerMessageHandlerRegistry(ConfigurableListableBeanFactory beanFactory,
			PeerMessageCodec codec, ObjectProvider<HandlerMethodArgumentResolver> resolvers,
			ObjectProvider<PayloadValidator> validator) {
		return new PeerMessageHandlerRegistry(beanFactory, codec, resolvers, validator.getIfAvailable());
	}

	@Bean
	@ConditionalOnMissingBean
	PeerCalls peerCalls(@Qualifier("p2pHandlerExecutor") AsyncTaskExecutor executor) {
		return new PeerCalls(executor);
	}

	@Bean
	@ConditionalOnMissingBean
	HandlerInvoker handlerInvoker(ObjectProvider<PeerHandlerInterceptor> interceptors) {
		return new HandlerInvoker(interceptors.orderedStream().toList());
	}

	@Bean
	@ConditionalOnMissingBean
	PeerMessageDispatcher peerMessageDispatcher(PeerMessageHandlerRegistry registry, PeerMessageCodec codec,
			PeerCalls calls, HandlerInvoker invoker) {
		return new PeerMessageDispatcher(registry, codec, calls, invoker);
	}

	@Bean
	@ConditionalOnMissingBean
	PeerPresenceDispatcher peerPresenceDispatcher(PeerMessageHandlerRegistry registry, MessageRelay relay,
			PeerCalls calls, HandlerInvoker invoker, ApplicationEventPublisher events) {
		return new PeerPresenceDispatcher(registry, relay, calls, invoker, events);
	}

}

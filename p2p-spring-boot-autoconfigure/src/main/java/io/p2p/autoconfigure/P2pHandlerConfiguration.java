package io.p2p.autoconfigure;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.thread.Threading;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.core.task.AsyncTaskExecutor;
import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.scheduling.concurrent.ThreadPoolTaskExecutor;
import tools.jackson.databind.json.JsonMapper;

import io.p2p.codec.PeerMessageCodec;
import io.p2p.handler.PeerHandlerInterceptor;
import io.p2p.handler.PeerMessageDispatcher;
import io.p2p.handler.PeerMessageHandlerRegistry;

/**
 * The application's handler methods and the threads they run on.
 */
@Configuration(proxyBeanMethods = false)
class P2pHandlerConfiguration {

	private static final String THREADS = "p2p-handler-";

	private static final int MIN_THREADS = 16;

	// no default candidate: an application's own choice of executor must not depend on
	// ours
	@Bean(defaultCandidate = false)
	@ConditionalOnMissingBean(name = "p2pHandlerExecutor")
	AsyncTaskExecutor p2pHandlerExecutor(Environment environment) {
		if (Threading.VIRTUAL.isActive(environment)) {
			SimpleAsyncTaskExecutor executor = new SimpleAsyncTaskExecutor(THREADS);
			executor.setVirtualThreads(true);
			return executor;
		}
		ThreadPoolTaskExecutor executor = new ThreadPoolTaskExecutor();
		executor.setThreadNamePrefix(THREADS);
		// many, because handlers and listeners may wait for databases and the like
		executor.setCorePoolSize(Math.max(MIN_THREADS, 4 * Runtime.getRuntime().availableProcessors()));
		executor.setAllowCoreThreadTimeOut(true);
		// else it takes nothing more when the context begins to close, while the server
		// still lets clients finish
		executor.setAcceptTasksAfterContextClose(true);
		return executor;
	}

	@Bean
	@ConditionalOnMissingBean
	PeerMessageCodec peerMessageCodec(JsonMapper mapper) {
		return new PeerMessageCodec(mapper);
	}

	@Bean
	@ConditionalOnMissingBean
	static PeerMessageHandlerRegistry peerMessageHandlerRegistry(ConfigurableListableBeanFactory beanFactory,
			PeerMessageCodec codec) {
		return new PeerMessageHandlerRegistry(beanFactory, codec);
	}

	@Bean
	@ConditionalOnMissingBean
	PeerMessageDispatcher peerMessageDispatcher(PeerMessageHandlerRegistry registry, PeerMessageCodec codec,
			@Qualifier("p2pHandlerExecutor") AsyncTaskExecutor executor,
			ObjectProvider<PeerHandlerInterceptor> interceptors) {
		return new PeerMessageDispatcher(registry, codec, executor, interceptors.orderedStream().toList());
	}

}

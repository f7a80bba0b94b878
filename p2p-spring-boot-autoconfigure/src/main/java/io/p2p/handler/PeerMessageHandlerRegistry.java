package io.p2p.handler;

import java.lang.reflect.Method;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;
import org.springframework.aop.framework.autoproxy.AutoProxyUtils;
import org.springframework.aop.scope.ScopedProxyUtils;
import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.MethodIntrospector;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.annotation.AnnotationUtils;
import org.springframework.messaging.handler.invocation.HandlerMethodArgumentResolver;

import io.p2p.annotation.PeerMessageHandler;
import io.p2p.codec.PeerMessageCodec;
import io.p2p.relay.MessageRelay;

/**
 * The {@link PeerMessageHandler} methods of all beans, found once all singletons are
 * there and called through their proxies.
 *
 * @since 0.1.0
 */
public final class PeerMessageHandlerRegistry implements SmartInitializingSingleton {

	private final Map<String, PeerMessageHandlerMethod> methods = new ConcurrentHashMap<>();

	private final ConfigurableListableBeanFactory beanFactory;

	private final List<HandlerMethodArgumentResolver> resolvers;

	/**
	 * Create a registry.
	 * @param beanFactory where the beans are
	 * @param codec the reader of payloads
	 */
	public PeerMessageHandlerRegistry(ConfigurableListableBeanFactory beanFactory, PeerMessageCodec codec) {
		this.beanFactory = beanFactory;
		this.resolvers = List.of(new PeerArgumentResolver(), new RoomArgumentResolver(),
				new PeerMessageArgumentResolver(), new PayloadArgumentResolver(codec));
	}

	@Override
	public void afterSingletonsInstantiated() {
		for (String name : this.beanFactory.getBeanNamesForType(Object.class, true, false)) {
			Class<?> type = AutoProxyUtils.determineTargetClass(this.beanFactory, name);
			if (type != null && !ScopedProxyUtils.isScopedTarget(name)
					&& AnnotationUtils.isCandidateClass(type, PeerMessageHandler.class)) {
				detect(name, type);
			}
		}
	}

	@Nullable PeerMessageHandlerMethod find(String event) {
		return this.methods.get(event);
	}

	private void detect(String name, Class<?> type) {
		Map<Method, PeerMessageHandler> annotated = MethodIntrospector.selectMethods(type,
				(MethodIntrospector.MetadataLookup<PeerMessageHandler>) (method) -> AnnotatedElementUtils
					.findMergedAnnotation(method, PeerMessageHandler.class));
		annotated.forEach((method, annotation) -> register(annotation.value(), name, method));
	}

	private void register(String event, String beanName, Method method) {
		if (MessageRelay.isReserved(event)) {
			throw new IllegalStateException(
					"'%s' is a reserved event name: %s handles what is never relayed".formatted(event, method));
		}
		if (!this.beanFactory.isSingleton(beanName)) {
			throw new IllegalStateException(
					"The bean '%s' has @PeerMessageHandler methods and is no singleton".formatted(beanName));
		}
		Object bean = this.beanFactory.getBean(beanName);
		Method invocable = AopUtils.selectInvocableMethod(method, bean.getClass());
		PeerMessageHandlerMethod handler = new PeerMessageHandlerMethod(event, bean, invocable, this.resolvers);
		PeerMessageHandlerMethod other = this.methods.putIfAbsent(event, handler);
		if (other != null) {
			throw new IllegalStateException(
					"Two @PeerMessageHandler methods for the event '%s': %s and %s".formatted(event, other, handler));
		}
	}

}

package io.p2p.handler;

import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.springframework.aop.framework.autoproxy.AutoProxyUtils;
import org.springframework.aop.scope.ScopedProxyUtils;
import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.MethodIntrospector;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.annotation.AnnotationUtils;
import org.springframework.core.annotation.OrderUtils;
import org.springframework.messaging.handler.invocation.HandlerMethodArgumentResolver;

import io.p2p.annotation.PeerJoined;
import io.p2p.annotation.PeerLeft;
import io.p2p.annotation.PeerMessageAdvice;
import io.p2p.annotation.PeerMessageExceptionHandler;
import io.p2p.annotation.PeerMessageHandler;
import io.p2p.codec.PeerMessageCodec;
import io.p2p.peer.RefusedException;

/**
 * The annotated methods of all beans, found once all singletons are there and called
 * through their proxies.
 *
 * @since 0.1.0
 */
public final class PeerMessageHandlerRegistry implements SmartInitializingSingleton {

	private static final Set<Class<? extends Annotation>> ANNOTATIONS = Set.of(PeerMessageHandler.class,
			PeerMessageExceptionHandler.class, PeerJoined.class, PeerLeft.class);

	private final EventMappings mappings = new EventMappings();

	private final List<PeerHandlerMethod> joined = new ArrayList<>();

	private final List<PeerHandlerMethod> left = new ArrayList<>();

	private final ExceptionHandlers advice = new ExceptionHandlers(null);

	private final ConfigurableListableBeanFactory beanFactory;

	private final ArgumentResolvers resolvers;

	private final @Nullable PayloadValidator validator;

	/**
	 * Create a registry.
	 * @param beanFactory where the beans are
	 * @param codec the reader of payloads
	 * @param custom the application's own resolvers of arguments
	 * @param validator who checks payloads, {@code null} for nobody
	 */
	public PeerMessageHandlerRegistry(ConfigurableListableBeanFactory beanFactory, PeerMessageCodec codec,
			ObjectProvider<HandlerMethodArgumentResolver> custom, @Nullable PayloadValidator validator) {
		this.beanFactory = beanFactory;
		this.resolvers = new ArgumentResolvers(codec, () -> custom.orderedStream().toList(), validator);
		this.validator = validator;
	}

	@Override
	public void afterSingletonsInstantiated() {
		List<Candidate> candidates = new ArrayList<>();
		for (String name : this.beanFactory.getBeanNamesForType(Object.class, true, false)) {
			Class<?> type = AutoProxyUtils.determineTargetClass(this.beanFactory, name);
			if (type != null && !ScopedProxyUtils.isScopedTarget(name)
					&& AnnotationUtils.isCandidateClass(type, ANNOTATIONS)) {
				candidates.add(new Candidate(name, type));
			}
		}
		candidates.stream()
			.filter(Candidate::isAdvice)
			.sorted(Comparator.comparingInt(Candidate::order))
			.forEach((candidate) -> exceptionHandlers(candidate, this.advice));
		candidates.forEach(this::register);
	}

	@Nullable MessageHandler find(String event) {
		return this.mappings.find(event);
	}

	List<PeerHandlerMethod> joined() {
		return this.joined;
	}

	List<PeerHandlerMethod> left() {
		return this.left;
	}

	@Nullable PayloadValidator validator() {
		return this.validator;
	}

	private void register(Candidate candidate) {
		ExceptionHandlers exceptions = new ExceptionHandlers(this.advice);
		exceptionHandlers(candidate, exceptions);
		candidate.methods(PeerMessageHandler.class).forEach((method, annotation) -> {
			PeerHandlerMethod handler = handler(candidate, method,
					this.resolvers.forMessages(candidate.type(), method));
			if (annotation.event().length == 0) {
				throw new IllegalStateException("@PeerMessageHandler of %s names no event".formatted(method));
			}
			for (String event : annotation.event()) {
				this.mappings.add(new MessageHandler(name(event, method), annotation.relay(), handler, exceptions));
			}
		});
		candidate.methods(PeerJoined.class)
			.keySet()
			.forEach((method) -> this.joined
				.add(handler(candidate, method, this.resolvers.forPresence(candidate.type(), method))));
		candidate.methods(PeerLeft.class)
			.keySet()
			.forEach((method) -> this.left
				.add(handler(candidate, method, this.resolvers.forPresence(candidate.type(), method))));
	}

	private static EventName name(String event, Method method) {
		try {
			return EventName.of(event);
		}
		catch (IllegalStateException ex) {
			throw new IllegalStateException("@PeerMessageHandler of %s: %s".formatted(method, ex.getMessage()));
		}
	}

	private void exceptionHandlers(Candidate candidate, ExceptionHandlers handlers) {
		candidate.methods(PeerMessageExceptionHandler.class).forEach((method, annotation) -> {
			Class<?> result = method.getReturnType();
			if (result != void.class && result != String.class && !RefusedException.class.isAssignableFrom(result)) {
				throw new IllegalStateException(
						"%s must return a RefusedException, a String or nothing".formatted(method));
			}
			PeerHandlerMethod handler = handler(candidate, method,
					this.resolvers.forFailures(candidate.type(), method));
			for (Class<? extends Throwable> type : types(annotation, method)) {
				PeerHandlerMethod other = handlers.add(type, handler);
				if (other != null && other.beanType() == candidate.type()) {
					throw new IllegalStateException("Two @PeerMessageExceptionHandler methods for %s: %s and %s"
						.formatted(type.getName(), other, handler));
				}
			}
		});
	}

	private static List<Class<? extends Throwable>> types(PeerMessageExceptionHandler annotation, Method method) {
		List<Class<? extends Throwable>> types = new ArrayList<>(List.of(annotation.value()));
		for (Class<?> parameter : method.getParameterTypes()) {
			if (annotation.value().length == 0 && Throwable.class.isAssignableFrom(parameter)) {
				types.add(parameter.asSubclass(Throwable.class));
			}
		}
		if (types.isEmpty()) {
			throw new IllegalStateException("@PeerMessageExceptionHandler of %s names no exception".formatted(method));
		}
		return types;
	}

	private PeerHandlerMethod handler(Candidate candidate, Method method, List<Argument> arguments) {
		if (!this.beanFactory.isSingleton(candidate.name())) {
			throw new IllegalStateException("The bean '%s' has handler methods such as %s and is no singleton"
				.formatted(candidate.name(), method));
		}
		Object bean = this.beanFactory.getBean(candidate.name());
		return new PeerHandlerMethod(bean, candidate.type(), AopUtils.selectInvocableMethod(method, bean.getClass()),
				arguments);
	}

	/**
	 * A bean whose class may have annotated methods.
	 */
	private record Candidate(String name, Class<?> type) {

		boolean isAdvice() {
			return AnnotatedElementUtils.hasAnnotation(this.type, PeerMessageAdvice.class);
		}

		int order() {
			return OrderUtils.getOrder(this.type, Ordered.LOWEST_PRECEDENCE);
		}

		<A extends Annotation> Map<Method, A> methods(Class<A> annotation) {
			return MethodIntrospector.selectMethods(this.type,
					(MethodIntrospector.MetadataLookup<A>) (method) -> AnnotatedElementUtils
						.findMergedAnnotation(method, annotation));
		}

	}

}

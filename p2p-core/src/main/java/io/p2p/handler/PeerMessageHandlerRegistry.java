package io.p2p.handler;

import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import org.springframework.aop.framework.autoproxy.AutoProxyUtils;
import org.springframework.aop.scope.ScopedProxyUtils;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.MethodIntrospector;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.annotation.AnnotationUtils;
import org.springframework.core.annotation.OrderUtils;
import org.springframework.messaging.handler.invocation.HandlerMethodArgumentResolver;

import io.p2p.annotation.PeerClient;
import io.p2p.annotation.PeerJoined;
import io.p2p.annotation.PeerLeft;
import io.p2p.annotation.PeerMessageAdvice;
import io.p2p.annotation.PeerMessageExceptionHandler;
import io.p2p.annotation.PeerMessageHandler;
import io.p2p.codec.PeerMessageCodec;

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

	private final HandlerArguments arguments;

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
		this.arguments = new HandlerArguments(new Payloads(codec, new PayloadTypes(codec, this::beanOf), validator),
				custom);
		this.validator = validator;
	}

	@Override
	public void afterSingletonsInstantiated() {
		List<Candidate> candidates = new ArrayList<>();
		for (String name : this.beanFactory.getBeanNamesForType(Object.class, true, false)) {
			Class<?> type = AutoProxyUtils.determineTargetClass(this.beanFactory, name);
			if (type != null && !ScopedProxyUtils.isScopedTarget(name)
					&& AnnotationUtils.isCandidateClass(type, ANNOTATIONS)
					&& !AnnotatedElementUtils.hasAnnotation(type, PeerClient.class)) {
				candidates.add(new Candidate(name, type));
			}
		}
		candidates.stream()
			.filter(Candidate::isAdvice)
			.sorted(Comparator.comparingInt(Candidate::order))
			.forEach((candidate) -> named(candidate, () -> exceptionHandlers(candidate, this.advice)));
		candidates.forEach((candidate) -> named(candidate, () -> register(candidate)));
	}

	private static void named(Candidate candidate, Runnable registration) {
		try {
			registration.run();
		}
		catch (InvalidHandlerException ex) {
			throw ex.at("The bean '" + candidate.name() + "'");
		}
	}

	private @Nullable String beanOf(Class<?> type) {
		String[] names = (type != Object.class) ? this.beanFactory.getBeanNamesForType(type, true, false)
				: new String[0];
		return (names.length > 0) ? names[0] : null;
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
		Map<Method, PeerMessageHandler> handlers = candidate.methods(PeerMessageHandler.class);
		if (handlers.isEmpty() && !candidate.isAdvice()) {
			refuseExceptionHandlers(candidate);
		}
		handlers.forEach((method, annotation) -> {
			PeerHandlerMethod handler = handler(candidate, method, this.arguments::forMessages);
			HandlerResults.check(handler);
			if (annotation.event().length == 0) {
				throw new InvalidHandlerException("@PeerMessageHandler of %s names no event".formatted(method),
						"Give it the name of an event, such as @PeerMessageHandler(\"chat.line\").");
			}
			for (String event : annotation.event()) {
				this.mappings.add(new MessageHandler(name(event, method), annotation.relay(), handler, exceptions));
			}
		});
		candidate.methods(PeerJoined.class)
			.forEach((method, joins) -> this.joined.add(handler(candidate, method, this.arguments::forPresence)));
		candidate.methods(PeerLeft.class)
			.forEach((method, leaves) -> this.left.add(handler(candidate, method, this.arguments::forPresence)));
	}

	// nothing would ever call them
	private static void refuseExceptionHandlers(Candidate candidate) {
		candidate.methods(PeerMessageExceptionHandler.class).keySet().stream().findFirst().ifPresent((method) -> {
			throw new InvalidHandlerException(
					"@PeerMessageExceptionHandler of %s is for the handler methods of its bean, which has none"
						.formatted(method),
					"Put @PeerMessageAdvice on its class if it is for those of all beans, or move the method to the bean "
							+ "that has them.");
		});
	}

	private static EventName name(String event, Method method) {
		try {
			return EventName.of(event);
		}
		catch (InvalidHandlerException ex) {
			throw ex.at("@PeerMessageHandler of " + method);
		}
	}

	private void exceptionHandlers(Candidate candidate, ExceptionHandlers handlers) {
		candidate.methods(PeerMessageExceptionHandler.class).forEach((method, annotation) -> {
			List<Class<? extends Throwable>> types = ExceptionHandlers.types(annotation, method);
			PeerHandlerMethod handler = handler(candidate, method, this.arguments::forFailures);
			for (Class<? extends Throwable> type : types) {
				PeerHandlerMethod other = handlers.add(type, handler);
				if (other != null && other.getBeanType() == candidate.type()) {
					throw new InvalidHandlerException("Two @PeerMessageExceptionHandler methods for %s: %s and %s"
						.formatted(type.getName(), other, handler), "Leave one of them.");
				}
			}
		});
	}

	private PeerHandlerMethod handler(Candidate candidate, Method method, Consumer<PeerHandlerMethod> arguments) {
		if (!this.beanFactory.isSingleton(candidate.name())) {
			throw new InvalidHandlerException("it has handler methods such as %s and is no singleton".formatted(method),
					"Make it a singleton, which one call after the other and several at a time may use.");
		}
		PeerHandlerMethod handler = new PeerHandlerMethod(this.beanFactory.getBean(candidate.name()), candidate.type(),
				method, this.beanFactory.getBeanClassLoader());
		arguments.accept(handler);
		return handler;
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

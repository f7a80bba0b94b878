package io.p2p.handler;

import java.lang.reflect.Method;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.springframework.core.DefaultParameterNameDiscoverer;
import org.springframework.core.MethodParameter;
import org.springframework.core.annotation.AnnotatedMethod;
import org.springframework.messaging.handler.annotation.Payload;
import org.springframework.messaging.handler.invocation.HandlerMethodArgumentResolver;

import io.p2p.annotation.EventArgument;
import io.p2p.codec.PeerMessageCodec;

/**
 * Finds out, once at the start, where the arguments of each method come from: by
 * annotation, then by type, then as the application's own resolvers know, and what is
 * left are payloads.
 */
final class ArgumentResolvers {

	private final DefaultParameterNameDiscoverer names = new DefaultParameterNameDiscoverer();

	private final ArgumentResolver data;

	private final ArgumentResolver headers = new HeaderArguments();

	private final ArgumentResolver typed = new TypedArguments();

	private final ArgumentResolver message;

	private final ArgumentResolver custom;

	private final Payloads payloads;

	private final PayloadTypes types;

	ArgumentResolvers(PeerMessageCodec codec, PayloadTypes types, Supplier<List<HandlerMethodArgumentResolver>> custom,
			@Nullable PayloadValidator validator) {
		this.payloads = new Payloads(codec, validator);
		this.types = types;
		this.data = new PeerDataArguments(codec, types);
		this.message = new MessageArguments(this.payloads, types);
		this.custom = new CustomArguments(custom);
	}

	/**
	 * The arguments of a method for events.
	 */
	List<Argument> forMessages(Class<?> type, Method method) {
		AtomicInteger index = new AtomicInteger();
		return resolve(type, method, this::indexed, this.data, this.headers, this.typed, this.message, this.custom,
				(parameter) -> payload(parameter, index.getAndIncrement()));
	}

	/**
	 * The arguments of a method for failures.
	 */
	List<Argument> forFailures(Class<?> type, Method method) {
		return resolve(type, method, this.data, this.headers, ArgumentResolvers::failure, this.typed, this.message,
				this.custom);
	}

	/**
	 * The arguments of a method for who comes and goes.
	 */
	List<Argument> forPresence(Class<?> type, Method method) {
		return resolve(type, method, this.data, this.typed);
	}

	private Argument payload(MethodParameter parameter, int index) {
		this.types.check(parameter);
		return this.payloads.argument(parameter, Payloads.type(parameter), index);
	}

	private @Nullable Argument indexed(MethodParameter parameter) {
		EventArgument annotation = parameter.getParameterAnnotation(EventArgument.class);
		if (annotation == null) {
			return null;
		}
		if (annotation.value() < 0) {
			throw new InvalidHandlerException("the index of @EventArgument must not be negative",
					"Count the arguments of the event from 0.");
		}
		this.types.checkReadable(Payloads.type(parameter));
		return this.payloads.argument(parameter, Payloads.type(parameter), annotation.value());
	}

	private static @Nullable Argument failure(MethodParameter parameter) {
		return Throwable.class.isAssignableFrom(parameter.getParameterType()) ? CallContext::failure : null;
	}

	private List<Argument> resolve(Class<?> type, Method method, ArgumentResolver... resolvers) {
		return List.of(new ParametersOf(type, method).getMethodParameters())
			.stream()
			.map((parameter) -> resolve(method, parameter, resolvers))
			.toList();
	}

	private Argument resolve(Method method, MethodParameter parameter, ArgumentResolver... resolvers) {
		parameter.initParameterNameDiscovery(this.names);
		try {
			for (ArgumentResolver resolver : resolvers) {
				Argument argument = resolver.resolve(parameter.nestedIfOptional());
				if (argument != null) {
					return demanding(argument, parameter);
				}
			}
		}
		catch (InvalidHandlerException ex) {
			throw unsupported(method, parameter, ex);
		}
		throw unsupported(method, parameter, new InvalidHandlerException("nothing of that type is there for it",
				"Take one of the parameters that such a method may have; a payload is for @PeerMessageHandler."));
	}

	private static InvalidHandlerException unsupported(Method method, MethodParameter parameter,
			InvalidHandlerException reason) {
		String name = parameter.getParameterName();
		return new InvalidHandlerException("Parameter %d%s of %s, %s, cannot be had: %s".formatted(
				parameter.getParameterIndex(), (name != null) ? " ('" + name + "')" : "", method,
				parameter.getGenericParameterType().getTypeName(), reason.getMessage()), reason.remedy());
	}

	private static Argument demanding(Argument argument, MethodParameter parameter) {
		if (parameter.getParameterType() == Optional.class) {
			return (context) -> {
				Object value = argument.get(context);
				return (value instanceof Optional<?> optional) ? optional : Optional.ofNullable(value);
			};
		}
		Payload payload = parameter.getParameterAnnotation(Payload.class);
		if (parameter.isOptional() || (payload != null && !payload.required())) {
			return argument;
		}
		return (context) -> {
			Object value = argument.get(context);
			if (value == null) {
				throw argument.missing();
			}
			return value;
		};
	}

	/**
	 * The parameters of a method that a class may have inherited from a generic one.
	 */
	private static final class ParametersOf extends AnnotatedMethod {

		private final Class<?> type;

		ParametersOf(Class<?> type, Method method) {
			super(method);
			this.type = type;
		}

		@Override
		protected Class<?> getContainingClass() {
			return this.type;
		}

	}

}

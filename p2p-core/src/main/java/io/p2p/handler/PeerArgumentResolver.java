package io.p2p.handler;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.messaging.Message;
import org.springframework.messaging.handler.annotation.Payload;
import org.springframework.messaging.handler.invocation.HandlerMethodArgumentResolver;

import io.p2p.peer.ErrorCode;
import io.p2p.peer.RefusedException;

/**
 * Resolves the arguments of one method by the rule for all of ours: an {@code Optional}
 * or {@code @Nullable} one may be missing, and without any other the event is refused.
 * Each parameter is looked at once, when the application starts.
 */
final class PeerArgumentResolver implements HandlerMethodArgumentResolver {

	private final Map<MethodParameter, Source> sources = new ConcurrentHashMap<>();

	private final List<Function<MethodParameter, @Nullable Argument>> finders;

	/**
	 * Create a resolver.
	 * @param finders who is asked, one after the other, what a parameter takes, or what
	 * is in it if it is an {@code Optional}. They give {@code null} if that is for
	 * another to know, and throw an {@link InvalidHandlerException} if it can never be
	 * had
	 */
	PeerArgumentResolver(List<Function<MethodParameter, @Nullable Argument>> finders) {
		this.finders = finders;
	}

	@Override
	public boolean supportsParameter(MethodParameter parameter) {
		for (Function<MethodParameter, @Nullable Argument> finder : this.finders) {
			Argument argument = finder.apply(parameter.nestedIfOptional());
			if (argument != null) {
				this.sources.put(parameter, source(argument, parameter));
				return true;
			}
		}
		return false;
	}

	@Override
	public @Nullable Object resolveArgument(MethodParameter parameter, Message<?> message) throws Exception {
		return Objects.requireNonNull(this.sources.get(parameter)).get((CallContext) message);
	}

	private static Source source(Argument argument, MethodParameter parameter) {
		if (parameter.getParameterType() == Optional.class) {
			return (call) -> {
				Object value = argument.source().get(call);
				return (value instanceof Optional<?>) ? value : Optional.ofNullable(value);
			};
		}
		Payload payload = parameter.getParameterAnnotation(Payload.class);
		boolean optional = parameter.isOptional() || (payload != null && !payload.required());
		return optional ? argument.source() : argument::required;
	}

	/**
	 * Where a value comes from.
	 */
	@FunctionalInterface
	interface Source {

		/**
		 * Take the value.
		 * @return {@code null} if it is missing
		 * @throws Exception if it is there and not as it must be
		 */
		@Nullable Object get(CallContext call) throws Exception;

	}

	/**
	 * What a parameter takes.
	 *
	 * @param source where it comes from
	 * @param code what the sender is told when it is missing and must not be
	 * @param need the message beside the code
	 */
	record Argument(Source source, ErrorCode code, String need) {

		Object required(CallContext call) throws Exception {
			Object value = this.source.get(call);
			if (value == null) {
				throw new RefusedException(this.code, this.need);
			}
			return value;
		}

	}

}

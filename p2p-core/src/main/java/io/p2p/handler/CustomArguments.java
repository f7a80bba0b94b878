package io.p2p.handler;

import java.util.List;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.messaging.handler.invocation.HandlerMethodArgumentResolver;

import io.p2p.peer.ErrorCode;
import io.p2p.peer.RefusedException;

/**
 * Arguments that the application's own resolvers know.
 */
final class CustomArguments implements ArgumentResolver {

	private final Supplier<List<HandlerMethodArgumentResolver>> resolvers;

	CustomArguments(Supplier<List<HandlerMethodArgumentResolver>> resolvers) {
		this.resolvers = resolvers;
	}

	@Override
	public @Nullable Argument resolve(MethodParameter parameter) {
		for (HandlerMethodArgumentResolver resolver : this.resolvers.get()) {
			if (resolver.supportsParameter(parameter)) {
				return new CustomArgument(resolver, parameter);
			}
		}
		return null;
	}

	private record CustomArgument(HandlerMethodArgumentResolver resolver,
			MethodParameter parameter) implements Argument {

		@Override
		public @Nullable Object get(CallContext context) throws Exception {
			return this.resolver.resolveArgument(this.parameter, PeerMessageHeaders.message(context));
		}

		@Override
		public RefusedException missing() {
			return new RefusedException(ErrorCode.BAD_REQUEST,
					"The server's handler needs what the event does not have");
		}

	}

}

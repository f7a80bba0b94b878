package io.p2p.handler;

import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.messaging.Message;
import org.springframework.messaging.handler.invocation.HandlerMethodArgumentResolver;
import tools.jackson.core.JacksonException;

import io.p2p.codec.PeerMessageCodec;
import io.p2p.peer.ErrorCode;
import io.p2p.peer.RawMessage;
import io.p2p.peer.RefusedException;

/**
 * Resolves the first argument of an event, as the type of the parameter. Comes last:
 * every type may be a payload.
 */
final class PayloadArgumentResolver implements HandlerMethodArgumentResolver {

	private final PeerMessageCodec codec;

	PayloadArgumentResolver(PeerMessageCodec codec) {
		this.codec = codec;
	}

	@Override
	public boolean supportsParameter(MethodParameter parameter) {
		return true;
	}

	@Override
	public @Nullable Object resolveArgument(MethodParameter parameter, Message<?> message) {
		try {
			Object payload = this.codec.decode((RawMessage) message.getPayload(), 0,
					parameter.getGenericParameterType());
			if (payload == null && !parameter.isOptional()) {
				throw new RefusedException(ErrorCode.BAD_REQUEST, "The server's handler needs a payload");
			}
			return payload;
		}
		catch (JacksonException ex) {
			throw new RefusedException(ErrorCode.BAD_REQUEST, "The payload does not have the shape that is handled");
		}
	}

}

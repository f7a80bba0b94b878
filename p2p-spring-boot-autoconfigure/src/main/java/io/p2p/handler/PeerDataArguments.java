package io.p2p.handler;

import java.lang.reflect.Type;

import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.exc.InvalidDefinitionException;

import io.p2p.annotation.PeerData;
import io.p2p.codec.PeerMessageCodec;
import io.p2p.peer.ErrorCode;
import io.p2p.peer.RawJson;
import io.p2p.peer.RefusedException;

/**
 * Arguments with {@link PeerData}: what the sender tells of itself.
 */
final class PeerDataArguments implements ArgumentResolver {

	private final PeerMessageCodec codec;

	PeerDataArguments(PeerMessageCodec codec) {
		this.codec = codec;
	}

	@Override
	public @Nullable Argument resolve(MethodParameter parameter) {
		return parameter.hasParameterAnnotation(PeerData.class) ? new DataArgument(this.codec, Payloads.type(parameter))
				: null;
	}

	private record DataArgument(PeerMessageCodec codec, Type type) implements Argument {

		@Override
		public @Nullable Object get(CallContext context) {
			RawJson data = context.peer().data();
			try {
				return (data != null) ? this.codec.decode(data, this.type) : null;
			}
			catch (InvalidDefinitionException ex) {
				// not the sender's fault
				throw ex;
			}
			catch (JacksonException ex) {
				throw new RefusedException(ErrorCode.BAD_REQUEST, "The peer's data do not have the expected shape");
			}
		}

		@Override
		public RefusedException missing() {
			return new RefusedException(ErrorCode.BAD_REQUEST, "The server's handler needs the peer to have data");
		}

	}

}

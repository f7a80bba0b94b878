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

	private final PayloadTypes types;

	PeerDataArguments(PeerMessageCodec codec, PayloadTypes types) {
		this.codec = codec;
		this.types = types;
	}

	@Override
	public @Nullable Argument resolve(MethodParameter parameter) {
		if (!parameter.hasParameterAnnotation(PeerData.class)) {
			return null;
		}
		this.types.checkReadable(Payloads.type(parameter));
		return new DataArgument(this.codec, Payloads.type(parameter));
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
				throw new RefusedException(ErrorCode.BAD_REQUEST, new PayloadMismatch(ex).describe("The peer's data"));
			}
		}

		@Override
		public RefusedException missing() {
			return new RefusedException(ErrorCode.BAD_REQUEST, "The server's handler needs the peer to have data");
		}

	}

}

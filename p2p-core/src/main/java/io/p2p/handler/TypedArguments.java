package io.p2p.handler;

import java.security.Principal;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;

import io.p2p.peer.ErrorCode;
import io.p2p.peer.Peer;
import io.p2p.peer.PeerHandshake;
import io.p2p.peer.PeerId;
import io.p2p.peer.RefusedException;
import io.p2p.room.Room;
import io.p2p.room.RoomMember;

/**
 * Arguments that are known by their type: the peer, who it is, and where.
 */
final class TypedArguments implements ArgumentResolver {

	private static final Map<Class<?>, Argument> TYPES = Map.of(Peer.class, CallContext::peer, PeerId.class,
			(context) -> context.peer().id(), PeerHandshake.class, (context) -> context.peer().handshake(), Room.class,
			CallContext::room, RoomMember.class, CallContext::member);

	@Override
	public @Nullable Argument resolve(MethodParameter parameter) {
		Class<?> type = parameter.getNestedParameterType();
		return Principal.class.isAssignableFrom(type) ? new PrincipalArgument(type) : TYPES.get(type);
	}

	private record PrincipalArgument(Class<?> type) implements Argument {

		@Override
		public @Nullable Object get(CallContext context) {
			Principal principal = context.peer().principal();
			return this.type.isInstance(principal) ? principal : null;
		}

		@Override
		public RefusedException missing() {
			return new RefusedException(ErrorCode.FORBIDDEN, "The server's handler needs to know who the sender is");
		}

	}

}

package io.p2p.handler;

import org.jspecify.annotations.Nullable;

import io.p2p.peer.Peer;
import io.p2p.peer.RawMessage;
import io.p2p.room.Room;
import io.p2p.room.RoomMember;
import io.p2p.room.RoomPeer;

/**
 * What the arguments of one call are taken from.
 *
 * @param peer who sent the event, or joined or left, as it is in the room
 * @param room the room, {@code null} for none
 * @param member the peer in the room
 * @param message the event, one without arguments where a peer joined or left
 * @param failure what an exception handler is called for
 */
record CallContext(Peer peer, @Nullable Room room, @Nullable RoomMember member, RawMessage message,
		@Nullable Throwable failure) {

	static CallContext of(Peer sender, @Nullable Room room, RawMessage message) {
		RoomMember member = (room != null) ? room.member(sender.id()) : null;
		return (room != null && member != null) ? of(room, member, message)
				: new CallContext(sender, room, null, message, null);
	}

	static CallContext of(Room room, RoomMember member, RawMessage message) {
		return new CallContext(new RoomPeer(room, member), room, member, message, null);
	}

	CallContext withFailure(Throwable cause) {
		return new CallContext(this.peer, this.room, this.member, this.message, cause);
	}

}

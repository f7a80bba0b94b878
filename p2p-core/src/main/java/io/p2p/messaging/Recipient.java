package io.p2p.messaging;

import org.jspecify.annotations.Nullable;

import io.p2p.peer.Peer;
import io.p2p.peer.PeerId;
import io.p2p.room.Room;
import io.p2p.room.RoomMember;

/**
 * A peer, and the room in which it is addressed.
 */
record Recipient(Room room, RoomMember member) {

	static @Nullable Recipient of(@Nullable Room room, PeerId id) {
		RoomMember member = (room != null) ? room.member(id) : null;
		return (room != null && member != null) ? new Recipient(room, member) : null;
	}

	PeerId id() {
		return this.member.id();
	}

	Peer peer() {
		return this.member.peer();
	}

	boolean isPlain() {
		return this.member.plain();
	}

	boolean isThere() {
		return this.room.member(id()) != null;
	}

}

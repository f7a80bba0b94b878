package io.p2p.room.replica;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

import io.p2p.peer.LocalPeer;
import io.p2p.peer.Peer;
import io.p2p.peer.PeerId;
import io.p2p.room.RoomMember;
import io.p2p.room.log.LocalRoom;

/**
 * The peers of this server among the members of a room.
 */
final class LocalMembers {

	private LocalMembers() {
	}

	static List<LocalPeer> of(LocalRoom room, List<PeerId> ids) {
		List<LocalPeer> peers = new ArrayList<>();
		for (PeerId id : ids) {
			RoomMember member = room.member(id);
			if (member != null && member.peer() instanceof LocalPeer local) {
				peers.add(local);
			}
		}
		return peers;
	}

	/**
	 * Whether somebody who joins is in the room already, as another object.
	 */
	@SuppressWarnings("ReferenceEquality") // a peer that comes back is another object
	static boolean isElsewhere(LocalRoom room, RoomMember joining) {
		RoomMember known = room.member(joining.id());
		return known != null && known.peer() != joining.peer() && joining.peer() instanceof LocalPeer;
	}

	static long generation(Peer peer) {
		return (peer instanceof LocalPeer local) ? local.generation() : 0;
	}

	// That of the peer that is here: the room may know of it already that it is
	// elsewhere.
	static long generation(LocalRoom room, @Nullable PeerId id) {
		if (id == null) {
			return 0;
		}
		RoomMember member = room.member(id);
		return (member != null && member.peer() instanceof LocalPeer local) ? local.generation() : room.generation(id);
	}

}

package io.p2p.room.log;

import java.util.List;

import org.jspecify.annotations.Nullable;

import io.p2p.peer.Path;
import io.p2p.peer.Peer;
import io.p2p.peer.PeerId;
import io.p2p.room.Room;
import io.p2p.room.RoomMember;
import io.p2p.room.RoomOptions;

/**
 * The state of a room: all that later entries depend on. Used while the room is locked.
 *
 * @param opened the options of a room that is held open, {@code null} if it is not
 * @param changes the number of its changes, {@link Room#changes()}
 * @param library its library peers in their order
 * @param plain its plain peers in their order
 * @param mesh the plan of its links, {@code null} for none
 * @since 0.1.0
 */
@SuppressWarnings("ArrayRecordComponent") // bytes pass through; nobody compares states
public record RoomSnapshot(@Nullable RoomOptions opened, long changes, List<Member> library, List<Member> plain,
		byte @Nullable [] mesh) {

	/**
	 * The state that a room has now.
	 * @param room the room
	 * @return its state
	 */
	public static RoomSnapshot of(LocalRoom room) {
		return new RoomSnapshot(room.isHeldOpen() ? room.options() : null, room.changes(),
				members(room, room.libraryPeers()), members(room, room.plainPeers()), room.mesh().save());
	}

	private static List<Member> members(LocalRoom room, List<Peer> peers) {
		return peers.stream().map((peer) -> room.stays().get(peer.id()).save()).toList();
	}

	/**
	 * Give this state to a room that is empty.
	 * @param room the room
	 * @param memberships the rooms of each peer, to which this one is added
	 */
	public void restore(LocalRoom room, Memberships memberships) {
		room.open(this.opened);
		for (List<Member> members : List.of(this.library, this.plain)) {
			for (Member one : members) {
				room.stays().restore(one);
				memberships.put(one.member().id(), room.name());
			}
		}
		// when all are there
		for (List<Member> members : List.of(this.library, this.plain)) {
			members.forEach(
					(from) -> from.linkedTo().forEach((to) -> room.changePath(from.member().id(), to, Path.WEBRTC)));
		}
		room.stays().changes(this.changes);
		if (this.mesh != null) {
			room.mesh().restore(this.mesh);
		}
	}

	/**
	 * The stay of a member.
	 *
	 * @param member the member
	 * @param generation the generation of its session
	 * @param joinedAt the offset of its join in the log
	 * @param latest the number of its latest request
	 * @param began the room's change with which the stay has begun
	 * @param lostChange the room's change at which the peer was lost or came back
	 * @param linkedTo to whom it sends by link
	 */
	public record Member(RoomMember member, long generation, long joinedAt, long latest, long began, long lostChange,
			List<PeerId> linkedTo) {

	}

}

package io.p2p.room;

import java.util.Collection;
import java.util.Set;

import io.p2p.peer.PeerId;

/**
 * Hears what happens in rooms. Calls for one room come one after the other, in order,
 * while the room is locked: an implementation must not block, nor wait for a thread that
 * may wait for a room.
 *
 * @since 0.1.0
 */
public interface RoomListener {

	/**
	 * A room has begun: its first member is about to join, or the server has opened it.
	 * @param room the room, still empty
	 */
	default void opened(Room room) {
	}

	/**
	 * A room has ended: its last member has left, or the server has closed it.
	 * @param room the room, empty
	 */
	default void closed(Room room) {
	}

	/**
	 * A peer has joined.
	 * @param room the room, the new member in it
	 * @param member the new member
	 */
	default void joined(Room room, RoomMember member) {
	}

	/**
	 * A peer of this server has joined, or did so in the only process: right after
	 * {@link #joined}. A plain member that becomes a library member has not joined anew,
	 * nor has one that comes back from another server.
	 * @param room the room, the new member in it
	 * @param member the new member
	 */
	default void joinedHere(Room room, RoomMember member) {
	}

	/**
	 * A member has left that was a peer of this server, or whose server is gone: right
	 * after {@link #left}, and where several servers share rooms, on one of them alone.
	 * @param room the room, the member no longer in it
	 * @param member the member that has left
	 */
	default void leftHere(Room room, RoomMember member) {
	}

	/**
	 * A member has left.
	 * @param room the room, the member no longer in it
	 * @param member the member that has left
	 */
	default void left(Room room, RoomMember member) {
	}

	/**
	 * The server has removed a member. A call of {@link #left} follows.
	 * @param room the room, the member no longer in it
	 * @param member the member that was removed
	 * @param removal why
	 */
	default void removed(Room room, RoomMember member, Removal removal) {
	}

	/**
	 * A member has changed its data.
	 * @param room the room
	 * @param member the member as it is now
	 */
	default void updated(Room room, RoomMember member) {
	}

	/**
	 * Members have lost their connections and may come back: they stay in the room, and
	 * what is sent to them waits.
	 * @param room the room
	 * @param members the lost members as they are now; one call has all that were lost in
	 * one turn of an event loop
	 */
	default void lost(Room room, Collection<RoomMember> members) {
	}

	/**
	 * A member that was lost is connected again.
	 * @param room the room
	 * @param member the member that has come back
	 * @param changed other members that were lost or came back meanwhile, as they are
	 * now: this one has not been told of them
	 */
	default void returned(Room room, RoomMember member, Collection<RoomMember> changed) {
	}

	/**
	 * The plan of links has changed for some members, because a member joined, left, was
	 * lost or came back.
	 * @param room the room
	 * @param changed the ids of members with other {@link Room#links links} than before,
	 * without the one that joined or left
	 */
	default void linksChanged(Room room, Set<PeerId> changed) {
	}

}

package io.p2p.room;

import java.util.Collection;
import java.util.Set;

import io.p2p.peer.PeerId;

/**
 * Somebody who is told what happens in rooms. Calls for one room come one after the
 * other, in the order of what happened, while the room is locked: an implementation must
 * not block, nor wait for anybody who is busy with another room.
 *
 * @since 0.1.0
 */
public interface RoomListener {

	/**
	 * A room exists that did not: somebody is about to join, or the server holds it open.
	 * @param room the room, nobody in it
	 */
	default void opened(Room room) {
	}

	/**
	 * A room exists no more: the last member has left, or the server has closed it.
	 * @param room the room, nobody in it
	 */
	default void closed(Room room) {
	}

	/**
	 * Somebody has joined.
	 * @param room the room, the new member in it
	 * @param member the new member
	 */
	default void joined(Room room, RoomMember member) {
	}

	/**
	 * Somebody has left.
	 * @param room the room, the member no longer in it
	 * @param member who left
	 */
	default void left(Room room, RoomMember member) {
	}

	/**
	 * The server has taken somebody out. {@link #left} follows.
	 * @param room the room, the member no longer in it
	 * @param member who was taken out
	 * @param removal why
	 */
	default void removed(Room room, RoomMember member, Removal removal) {
	}

	/**
	 * The others are to know something else of a member.
	 * @param room the room
	 * @param member the member as it is now
	 */
	default void updated(Room room, RoomMember member) {
	}

	/**
	 * Members have lost their connections and may come back: they stay in the room, and
	 * what they are sent waits for them.
	 * @param room the room
	 * @param members those who are lost, as they are now; those whose connections broke
	 * together come together
	 */
	default void lost(Room room, Collection<RoomMember> members) {
	}

	/**
	 * A member that was lost is connected again.
	 * @param room the room
	 * @param member who has come back
	 * @param changed the others that were lost, or have come back, while it was away and
	 * was not told, as they are now
	 */
	default void returned(Room room, RoomMember member, Collection<RoomMember> changed) {
	}

	/**
	 * The plan of links has changed for some members, because somebody joined, left, was
	 * lost or came back.
	 * @param room the room
	 * @param changed the members whose {@link Room#links links} are others now, without
	 * the one who joined or left
	 */
	default void linksChanged(Room room, Set<PeerId> changed) {
	}

}

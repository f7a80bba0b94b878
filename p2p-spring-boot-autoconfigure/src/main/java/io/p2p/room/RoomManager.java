package io.p2p.room;

import java.util.Collection;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import io.p2p.peer.Peer;
import io.p2p.peer.PeerId;
import io.p2p.peer.RawJson;
import io.p2p.peer.RefusedException;

/**
 * The rooms there are. Callable from any thread.
 *
 * @since 0.1.0
 */
public interface RoomManager {

	/**
	 * Put a peer into a room, which comes into being with its first member. Joining again
	 * changes nothing but the member's data, and that a plain member may become a library
	 * member. Nobody is asked whether the peer may: that is for those who ask to join.
	 * @param name the name of the room, at most 128 characters
	 * @param member the peer and how it takes part
	 * @param joined called with the room before anything else happens in it; it must not
	 * block
	 * @throws RefusedException if the name is too long, or the peer is in too many rooms
	 */
	void join(String name, RoomMember member, Consumer<Room> joined);

	/**
	 * Put a peer into a room.
	 * @param name the name of the room, at most 128 characters
	 * @param member the peer and how it takes part
	 * @throws RefusedException if the name is too long, or the peer is in too many rooms
	 */
	default void join(String name, RoomMember member) {
		join(name, member, (room) -> {
		});
	}

	/**
	 * Change what the others in a room are to know of a member.
	 * @param name the name of the room
	 * @param peer the member
	 * @param data what the others are to know, {@code null} for nothing
	 * @throws RefusedException if the peer is not in that room
	 */
	void update(String name, Peer peer, @Nullable RawJson data);

	/**
	 * Take a peer out of a room. Nothing happens if it is not in it.
	 * @param name the name of the room
	 * @param peer who leaves
	 */
	void leave(String name, Peer peer);

	/**
	 * Take a peer out of all rooms, because it has gone.
	 * @param peer who leaves
	 */
	void leaveAll(Peer peer);

	/**
	 * The room with the given name.
	 * @param name the name of the room
	 * @return the room, {@code null} if nobody is in it
	 */
	@Nullable Room find(String name);

	/**
	 * The rooms that a peer is in.
	 * @param peer the id of the peer
	 * @return a snapshot, by the rooms' names
	 */
	Collection<Room> roomsOf(PeerId peer);

	/**
	 * The rooms there are now.
	 * @return a snapshot
	 */
	Collection<Room> rooms();

}

package io.p2p.room;

import java.util.Collection;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import io.p2p.peer.Peer;
import io.p2p.peer.PeerId;
import io.p2p.peer.RawJson;
import io.p2p.peer.RefusedException;

/**
 * The rooms there are. Callable from any thread.
 * <p>
 * What changes a room is done in turn with what others do there, and has been done when
 * the stage that a method returns completes. In one process that is before the method
 * returns. Where several servers share rooms, it is when this server knows of it: it may
 * take as long as the servers need to agree, and fails if they cannot. What is looked up
 * is what this server knows at the moment.
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
	 * @return the room, when the peer is in it; fails with a {@link RefusedException} if
	 * the name is too long, the room is full, or the peer is in too many
	 */
	CompletionStage<Room> join(String name, RoomMember member, Consumer<Room> joined);

	/**
	 * Put a peer into a room.
	 * @param name the name of the room, at most 128 characters
	 * @param member the peer and how it takes part
	 * @return the room, when the peer is in it; fails with a {@link RefusedException} if
	 * the name is too long, the room is full, or the peer is in too many
	 */
	default CompletionStage<Room> join(String name, RoomMember member) {
		return join(name, member, (room) -> {
		});
	}

	/**
	 * Change what the others in a room are to know of a member.
	 * @param name the name of the room
	 * @param peer the member
	 * @param data what the others are to know, {@code null} for nothing
	 * @return completes when the others are being told; fails with a
	 * {@link RefusedException} if the peer is not in that room
	 */
	CompletionStage<Void> update(String name, Peer peer, @Nullable RawJson data);

	/**
	 * Take a peer out of a room. Nothing happens if it is not in it.
	 * @param name the name of the room
	 * @param peer who leaves
	 * @return {@code false} if it was not in that room
	 */
	CompletionStage<Boolean> leave(String name, Peer peer);

	/**
	 * Take a peer out of all rooms, because it has gone.
	 * @param peer who leaves
	 */
	void leaveAll(Peer peer);

	/**
	 * Take note that peers have lost their connections and may come back, or that they
	 * have come back, by what {@link Peer#isLost()} says of each.
	 * @param peers the peers; those that are in no room count for nothing
	 */
	void connectionsChanged(Collection<? extends Peer> peers);

	/**
	 * Open a room: it exists, with nobody in it too, until it is closed. A room that
	 * exists already keeps its members and has the options from now on, for those who
	 * join.
	 * @param name the name of the room, at most 128 characters
	 * @param options what is special about it
	 * @return the room, when it is open
	 * @throws IllegalArgumentException if the name is too long
	 */
	CompletionStage<Room> open(String name, RoomOptions options);

	/**
	 * Open a room about which nothing is special.
	 * @param name the name of the room, at most 128 characters
	 * @return the room, when it is open
	 * @throws IllegalArgumentException if the name is too long
	 */
	default CompletionStage<Room> open(String name) {
		return open(name, RoomOptions.DEFAULTS);
	}

	/**
	 * Close a room, whoever opened it: its members are told and taken out, and it exists
	 * no more. Who joins a room of that name later begins another.
	 * @param name the name of the room
	 * @param reason one sentence for the members
	 * @return {@code false} if there was no such room
	 */
	CompletionStage<Boolean> close(String name, String reason);

	/**
	 * Close a room without a particular reason.
	 * @param name the name of the room
	 * @return {@code false} if there was no such room
	 */
	default CompletionStage<Boolean> close(String name) {
		return close(name, "The room was closed");
	}

	/**
	 * Take a peer out of a room, and tell it. It stays connected, and may join again if
	 * the {@link RoomAuthorizer} lets it.
	 * @param name the name of the room
	 * @param peer the id of the peer
	 * @param reason one sentence for that peer
	 * @return {@code false} if it was not in that room
	 */
	CompletionStage<Boolean> remove(String name, PeerId peer, String reason);

	/**
	 * Take a peer out of a room without a particular reason.
	 * @param name the name of the room
	 * @param peer the id of the peer
	 * @return {@code false} if it was not in that room
	 */
	default CompletionStage<Boolean> remove(String name, PeerId peer) {
		return remove(name, peer, "The server has removed this peer from the room");
	}

	/**
	 * Move a peer to another room. A plain peer is there at once. A library peer is taken
	 * out of its room, told where to go, and let in when it joins there. The server's
	 * word is enough: neither the {@link RoomAuthorizer} nor {@link RoomOptions#maxPeers}
	 * is asked.
	 * @param peer the id of the peer
	 * @param from the name of the room that it is in
	 * @param to the name of the room to move it to, which need not exist yet; at most 128
	 * characters
	 * @return {@code false} if the peer was not in the first room
	 * @throws IllegalArgumentException if the name is too long, or both are the same
	 */
	CompletionStage<Boolean> move(PeerId peer, String from, String to);

	/**
	 * Whether a peer was moved to a room that it has not joined yet. It is let in without
	 * being asked for more.
	 * @param peer the id of the peer
	 * @param name the name of the room
	 * @return whether it is awaited there
	 */
	boolean isInvited(PeerId peer, String name);

	/**
	 * The room with the given name.
	 * @param name the name of the room
	 * @return the room, {@code null} if nobody is in it and the server does not hold it
	 * open
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

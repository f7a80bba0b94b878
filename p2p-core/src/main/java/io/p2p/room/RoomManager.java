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
 * Finds and changes rooms. Thread-safe.
 * <p>
 * Changes of a room are done one after the other. A change has been done when the stage
 * that a method returns completes: in one process, that is before the method returns.
 * Where several servers share rooms, it is when this server knows of the change: that may
 * take as long as the servers need to agree, and the stage fails if they cannot. Look-ups
 * give what this server knows at the moment.
 *
 * @since 0.1.0
 */
public interface RoomManager {

	/**
	 * Add a peer to a room, which begins with its first member. Joining again changes
	 * only the member's data, or makes a library member of a plain one. The
	 * {@link RoomAuthorizer} is not asked.
	 * @param name the name of the room, at most 128 characters
	 * @param member the peer and how it takes part
	 * @param joined called with the room before anything else happens in it, while it is
	 * locked; it must not block
	 * @return the room, when the peer is in it; fails with a {@link RefusedException} if
	 * the name is too long, the room is full, or the peer is in too many
	 */
	CompletionStage<Room> join(String name, RoomMember member, Consumer<Room> joined);

	/**
	 * Add a peer to a room, as in {@link #join(String, RoomMember, Consumer)}.
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
	 * Change the data that a member tells the others in a room of itself.
	 * @param name the name of the room
	 * @param peer the member
	 * @param data the data, {@code null} for none
	 * @return completes when the change is on its way to the others; fails with a
	 * {@link RefusedException} if the peer is not in that room
	 */
	default CompletionStage<Void> update(String name, Peer peer, @Nullable RawJson data) {
		return update(name, peer, data, 0);
	}

	/**
	 * Change the data of a member, as {@link #update(String, Peer, RawJson)}, because it
	 * has asked for that.
	 * @param name the name of the room
	 * @param peer the member
	 * @param data the data, {@code null} for none
	 * @param number the number of the request in the peer's session, 0 for none: a
	 * repeated one has no effect
	 * @return as for {@link #update(String, Peer, RawJson)}
	 */
	CompletionStage<Void> update(String name, Peer peer, @Nullable RawJson data, long number);

	/**
	 * Remove a peer from a room, as it leaves. Nothing happens if it is no member.
	 * @param name the name of the room
	 * @param peer the peer
	 * @return {@code false} if the peer was not in that room
	 */
	default CompletionStage<Boolean> leave(String name, Peer peer) {
		return leave(name, peer, 0);
	}

	/**
	 * Remove a peer from a room, as {@link #leave(String, Peer)}, because it has asked
	 * for that.
	 * @param name the name of the room
	 * @param peer the peer
	 * @param number the number of the request in the peer's session, 0 for none: a
	 * repeated one has no effect
	 * @return as for {@link #leave(String, Peer)}
	 */
	CompletionStage<Boolean> leave(String name, Peer peer, long number);

	/**
	 * Remove a peer from all rooms, because it has gone.
	 * @param peer the peer
	 */
	void leaveAll(Peer peer);

	/**
	 * Mark peers as lost or connected again in their rooms, as {@link Peer#isLost()}
	 * says.
	 * @param peers the peers; those that are in no room are ignored
	 */
	void connectionsChanged(Collection<? extends Peer> peers);

	/**
	 * Open a room, which then exists until it is closed, even if it is empty. A room that
	 * exists already keeps its members; the options apply to those who join from now on.
	 * @param name the name of the room, at most 128 characters
	 * @param options the options of the room
	 * @return the room, when it is open
	 * @throws IllegalArgumentException if the name is too long
	 */
	CompletionStage<Room> open(String name, RoomOptions options);

	/**
	 * Open a room with the default options.
	 * @param name the name of the room, at most 128 characters
	 * @return the room, when it is open
	 * @throws IllegalArgumentException if the name is too long
	 */
	default CompletionStage<Room> open(String name) {
		return open(name, RoomOptions.DEFAULTS);
	}

	/**
	 * Close a room, whether it was opened or not: its members are told and removed, and
	 * the room ends. Who joins a room of that name later begins another.
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
	 * Remove a peer from a room, and tell it. The peer stays connected, and may join
	 * again if the {@link RoomAuthorizer} lets it.
	 * @param name the name of the room
	 * @param peer the id of the peer
	 * @param reason one sentence for that peer
	 * @return {@code false} if the peer was not in that room
	 */
	CompletionStage<Boolean> remove(String name, PeerId peer, String reason);

	/**
	 * Remove a peer from a room without a particular reason.
	 * @param name the name of the room
	 * @param peer the id of the peer
	 * @return {@code false} if the peer was not in that room
	 */
	default CompletionStage<Boolean> remove(String name, PeerId peer) {
		return remove(name, peer, "The server has removed this peer from the room");
	}

	/**
	 * Move a peer to another room. A plain peer is there at once. A library peer is
	 * removed from its room, told where to go, and let in when it joins there. Neither
	 * the {@link RoomAuthorizer} nor {@link RoomOptions#maxPeers} keeps the peer out.
	 * @param peer the id of the peer
	 * @param from the name of the room that it is in
	 * @param to the name of the room to move it to, which need not exist yet; at most 128
	 * characters
	 * @return {@code false} if the peer was not in the first room
	 * @throws IllegalArgumentException if the name is too long, or both are the same
	 */
	CompletionStage<Boolean> move(PeerId peer, String from, String to);

	/**
	 * Whether a library peer was moved to a room that it has not joined yet. It is let in
	 * there without being checked.
	 * @param peer the id of the peer
	 * @param name the name of the room
	 * @return whether the peer is awaited there
	 */
	boolean isInvited(PeerId peer, String name);

	/**
	 * The room with the given name.
	 * @param name the name of the room
	 * @return the room, {@code null} if there is none of that name
	 */
	@Nullable Room find(String name);

	/**
	 * The rooms that a peer is in.
	 * @param peer the id of the peer
	 * @return a snapshot, by the rooms' names
	 */
	Collection<Room> roomsOf(PeerId peer);

	/**
	 * All rooms.
	 * @return a snapshot
	 */
	Collection<Room> rooms();

}

package io.p2p.room;

import java.util.Collection;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import io.p2p.peer.Path;
import io.p2p.peer.Peer;
import io.p2p.peer.PeerId;

/**
 * A group of peers that send events to each other. A room exists as long as it has
 * members, or the server holds it open. This is a live view; rooms are changed by the
 * {@link RoomManager}. Thread-safe.
 *
 * @since 0.1.0
 */
public interface Room {

	/**
	 * The name of the default room, in which peers are that asked for no other.
	 */
	String DEFAULT_NAME = "";

	/**
	 * How many characters the name of a room may have.
	 */
	int MAX_NAME_LENGTH = 128;

	/**
	 * The name, empty for the default room.
	 * @return the name
	 */
	String name();

	/**
	 * Whether the server has opened the room, so that it exists until it is closed.
	 * @return {@code false} for a room that ends when the last member leaves
	 */
	boolean isHeldOpen();

	/**
	 * The options with which the server has opened the room.
	 * @return the options, {@link RoomOptions#DEFAULTS} if the server has not opened it
	 */
	RoomOptions options();

	/**
	 * The members of the room.
	 * @return a live, unmodifiable view
	 */
	Collection<RoomMember> members();

	/**
	 * The number of changes of the members: joins, leaves, and changes of their data or
	 * of their being lost. While it stays the same, so do the {@link #members() members}.
	 * @return a number that only grows
	 */
	long changes();

	/**
	 * The members with the P2P library.
	 * @return a snapshot, in the order in which they came
	 */
	List<Peer> libraryPeers();

	/**
	 * The members that are Socket.IO clients without the P2P library.
	 * @return a snapshot, in the order in which they came
	 */
	List<Peer> plainPeers();

	/**
	 * The member with the given id.
	 * @param id the id of a peer
	 * @return the member, {@code null} if that peer is not in the room
	 */
	@Nullable RoomMember member(PeerId id);

	/**
	 * The peers that a peer is to hold a link with, by the server's plan.
	 * @param id the id of a peer
	 * @return their ids; none for a peer that is not in the room or cannot link
	 */
	Set<PeerId> links(PeerId id);

	/**
	 * Whether two peers are to hold a link, by the server's plan.
	 * @param one a peer
	 * @param other another peer
	 * @return whether they are to hold a link
	 */
	boolean isLinked(PeerId one, PeerId other);

	/**
	 * The path that the events from one member to another take.
	 * @param from the sender
	 * @param to the receiver
	 * @return the path, as the sender has announced it
	 */
	Path path(PeerId from, PeerId to);

	/**
	 * The path of a member's events.
	 * @param from the sender
	 * @return {@link Path#WEBRTC} if they go by link to at least one other member
	 */
	Path path(PeerId from);

	/**
	 * How many pairs of a sender that is connected to this server, or was last, and a
	 * receiver at whichever server use a path. Each two members are two such pairs.
	 * @param path the path
	 * @return how many there are now
	 */
	long ways(Path path);

	/**
	 * The stay of a member, from its join until it leaves.
	 * @param id the id of a peer
	 * @return the stay, {@code null} if that peer is not in the room
	 */
	@Nullable Stay stay(PeerId id);

	/**
	 * How many events of a member, and parts of events, have gone through the server.
	 * @param from the sender
	 * @return a count that only grows during the peer's stay, each event counted once for
	 * all receivers; 0 for a peer that is not in the room
	 */
	long relayed(PeerId from);

	/**
	 * How far this server knows the room's log, where several servers share the room.
	 * While a {@link RoomListener} is called, it is the position of what it is told.
	 * @return the position, {@code null} in one process
	 */
	default @Nullable Position position() {
		return null;
	}

	/**
	 * A position in a room's log.
	 *
	 * @param epoch the name of the log, another one after its data was lost
	 * @param offset the number of the latest entry
	 */
	record Position(String epoch, long offset) {

	}

}

package io.p2p.room;

import java.util.Collection;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import io.p2p.peer.Path;
import io.p2p.peer.Peer;
import io.p2p.peer.PeerId;

/**
 * Peers that hear each other. A room exists as long as somebody is in it, or the server
 * holds it open. What is seen here changes as the room does: the {@link RoomManager}
 * changes it.
 *
 * @since 0.1.0
 */
public interface Room {

	/**
	 * The name of the default room: the room of everybody who asked for no other.
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
	 * Whether the server has opened the room, which exists until it is closed.
	 * @return {@code false} for a room that ends when the last member leaves
	 */
	boolean isHeldOpen();

	/**
	 * What the server opened the room with.
	 * @return the options, {@link RoomOptions#DEFAULTS} if it did not
	 */
	RoomOptions options();

	/**
	 * Everybody who is in the room now.
	 * @return a live, unmodifiable view
	 */
	Collection<RoomMember> members();

	/**
	 * How often something has changed of who is in the room, and of what the others know
	 * of them. As long as this is the same, so are the {@link #members() members}.
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
	 * The peers that the given one is to hold a link with.
	 * @param id the id of a peer
	 * @return their ids; none for a peer that is not in the room or cannot link
	 */
	Set<PeerId> links(PeerId id);

	/**
	 * Whether two peers are to hold a link.
	 * @param one a peer
	 * @param other another peer
	 * @return whether they are planned to link
	 */
	boolean isLinked(PeerId one, PeerId other);

	/**
	 * The path that the events from one member to another take.
	 * @param from who sends
	 * @param to who receives
	 * @return the path, as the sender has announced it
	 */
	Path path(PeerId from, PeerId to);

	/**
	 * The path of a member's events.
	 * @param from who sends
	 * @return {@link Path#WEBRTC} if they go by link to at least one other member
	 */
	Path path(PeerId from);

	/**
	 * How many ways from one member to another there are by a path. Both directions
	 * between two members count.
	 * @param path the path
	 * @return how many there are now
	 */
	long ways(Path path);

	/**
	 * The stay of a member, which ends when it leaves.
	 * @param id the id of a peer
	 * @return the stay, {@code null} if that peer is not in the room
	 */
	@Nullable Stay stay(PeerId id);

	/**
	 * How many events of a member, and parts of events, have gone through the server.
	 * @param from who sends
	 * @return a count that only grows while the peer is in the room, however many got
	 * them; 0 for a peer that is not in it
	 */
	long relayed(PeerId from);

}

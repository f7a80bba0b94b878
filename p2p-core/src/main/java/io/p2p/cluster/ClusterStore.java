package io.p2p.cluster;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;

import org.jspecify.annotations.Nullable;

/**
 * Stores what several servers share. Thread-safe; never blocks. Stages complete on
 * threads of the store. While the store cannot be reached, requests wait, bounded: beyond
 * that, and after {@link #stop}, they fail with a {@link ClusterUnavailableException}.
 *
 * @since 0.1.0
 */
public interface ClusterStore {

	/**
	 * The name of this server among the others, another one each time it starts.
	 * @return the name, at most 16 letters and digits
	 */
	String node();

	/**
	 * Whether this server is without the store that servers share, and looks for it.
	 * @return {@code true} until it has joined the others
	 */
	default boolean isAlone() {
		return false;
	}

	/**
	 * Begin to take part.
	 * @param listener hears of the other servers
	 * @return completes when this server has its lease; fails if the store cannot be
	 * reached
	 */
	CompletionStage<Void> start(ClusterListener listener);

	/**
	 * End taking part: the lease ends, and others hear of it at once.
	 * @return completes when all connections are closed, within a few seconds
	 */
	CompletionStage<Void> stop();

	/**
	 * The servers that have a lease, with this one.
	 * @return a snapshot, as of the last renewal
	 */
	Set<String> nodes();

	/**
	 * Append an entry to the log of a room that this server follows. Entries are appended
	 * in the order of the calls, those that come together in one step.
	 * @param room the name of the room
	 * @param entry the entry
	 * @return what has become of it; an entry that has been appended, or what an entry
	 * that has not was judged by, comes to the {@link RoomFollower} before this completes
	 */
	CompletionStage<AppendOutcome> append(String room, LogEntry entry);

	/**
	 * Follow the log of a room, which need not exist.
	 * @param room the name of the room
	 * @param follower gets the room and then its entries
	 * @return completes after {@link RoomFollower#loaded}
	 */
	CompletionStage<Void> follow(String room, RoomFollower follower);

	/**
	 * Follow a room no more. Nothing comes to its follower from now on.
	 * @param room the name of the room
	 */
	void unfollow(String room);

	/**
	 * Read what was appended to a log after an entry.
	 * @param room the name of the room
	 * @param epoch the epoch of the entry
	 * @param after the offset of the entry
	 * @return the batches in order and without a gap but where offsets jump, of which the
	 * first may begin earlier; empty if the log is another, does not have all of them any
	 * more, or has lost the entry of that offset
	 */
	CompletionStage<Optional<List<LogBatch>>> read(String room, String epoch, long after);

	/**
	 * Store the state of a room, so that the entries up to then need not be kept. Nothing
	 * happens if a later one is stored.
	 * @param room the name of the room
	 * @param epoch the epoch of the log
	 * @param offset the offset of the last entry that is in the state
	 * @param state the state
	 */
	void checkpoint(String room, String epoch, long offset, byte[] state);

	/**
	 * Go on with a session at this server, whichever had it until now, or begin one.
	 * @param token the name of the session, a secret: stored as a hash
	 * @param user the name of the user, {@code null} for an anonymous one
	 * @param newPeer the id of the peer if the session is new, {@code null} if a session
	 * is not to begin
	 * @return the claim
	 */
	CompletionStage<SessionClaim> claim(String token, @Nullable String user, @Nullable String newPeer);

	/**
	 * Keep sessions of this server alive: one that no server keeps ends after the time
	 * for which a lost peer is kept. What the store has lost of them is restored.
	 * @param sessions the sessions
	 */
	void keep(Collection<KeptSession> sessions);

	/**
	 * End a session, unless it goes on at another server.
	 * @param token the name of the session
	 * @param generation the generation that this server has claimed
	 */
	void release(String token, long generation);

	/**
	 * Note that the page of a session has gone, until the session is claimed again.
	 * @param token the name of the session, unchecked
	 * @return the owner of the session, empty if there is no such session
	 */
	CompletionStage<Optional<SessionOwner>> farewell(String token);

	/**
	 * Whether the page of a session has gone.
	 * @param token the name of the session
	 * @return {@code true} after {@link #farewell}, unless the session was claimed since
	 */
	CompletionStage<Boolean> hasSaidFarewell(String token);

	/**
	 * Have others find peers of this server, by their ids and their users. What is listed
	 * ends after the time for which sessions are kept, unless it is listed again.
	 * @param peers the peers as they are now
	 * @return completes when they are found
	 */
	CompletionStage<Void> list(Collection<ListedPeer> peers);

	/**
	 * The rooms of a peer, as its server has listed them.
	 * @param peer the id of the peer, any string
	 * @return the names of the rooms in their order, empty if the peer is not listed
	 */
	CompletionStage<List<String>> roomsOf(String peer);

	/**
	 * The peers of a user, as their servers have listed them.
	 * @param user the name of the user, any string
	 * @return the names of their rooms by the ids of the peers, of at most 1,000 peers
	 */
	CompletionStage<Map<String, List<String>>> peersOf(String user);

	/**
	 * Send a message to another server. It is lost if that does not listen.
	 * @param node the server
	 * @param message the message
	 */
	void tell(String node, byte[] message);

	/**
	 * Send a message to another server that is worth nothing later: it is lost, too, if
	 * much waits for the store.
	 * @param node the server
	 * @param message the message
	 */
	default void tellUnlessBusy(String node, byte[] message) {
		tell(node, message);
	}

}

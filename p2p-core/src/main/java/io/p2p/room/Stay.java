package io.p2p.room;

import io.p2p.peer.Path;
import io.p2p.peer.PeerId;
import io.p2p.peer.RefusedException;

/**
 * The stay of one peer in one room, from its join until it leaves. A peer that joins
 * again begins another: events of the first are not relayed in the second.
 *
 * @since 0.1.0
 */
public interface Stay {

	/**
	 * The room of the stay.
	 * @return the room
	 */
	Room room();

	/**
	 * The number of the room's {@linkplain Room#changes() change} by which the peer
	 * joined.
	 * @return the number
	 */
	long began();

	/**
	 * Check that the stay goes on, before an event that the peer has sent is relayed.
	 * @throws RefusedException if the peer has left, or was removed or moved
	 */
	void check();

	/**
	 * Set the path that the peer has announced for its events to another.
	 * @param to the receiver; nothing happens if it is not in the room
	 * @param path the path from now on
	 */
	void changePath(PeerId to, Path path);

	/**
	 * Whether a request of the peer is in the room's log already, as it was sent twice.
	 * @param number the number of the request in the peer's session, 0 for none
	 * @return {@code false} if it is not known to be there
	 */
	boolean hasHad(long number);

	/**
	 * Count an event of the peer, or a part of one, that is relayed. Thread-safe.
	 */
	void countRelayed();

}

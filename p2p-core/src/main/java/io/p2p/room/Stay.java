package io.p2p.room;

import java.util.Set;

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
	 * Count an event of the peer, or a part of one, that is relayed. Thread-safe.
	 */
	void countRelayed();

}

package io.p2p.cluster;

import java.util.List;

/**
 * Follows the log of one room. Calls come one after the other.
 *
 * @since 0.1.0
 */
public interface RoomFollower {

	/**
	 * Take the stored room, before any batch.
	 * @param room the room; the first batch follows its last entry without a gap
	 */
	void loaded(RoomRecord room);

	/**
	 * Take what was appended, by this server too: in order, each once, without a gap.
	 * Offsets jump where the log might have lost its end, and has not.
	 * @param batches the batches, at least one
	 */
	void appended(List<LogBatch> batches);

	/**
	 * The log cannot be trimmed before a {@link ClusterStore#checkpoint} is stored. One
	 * of those who follow it is asked, again after a while.
	 */
	default void checkpointWanted() {
	}

	/**
	 * The log has lost entries, or all. Nothing more comes of it.
	 */
	void lost();

}

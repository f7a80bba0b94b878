package io.p2p.cluster;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * A room as it is stored: a checkpoint, and what was appended since.
 *
 * @param epoch the name of the log, a random word; another one after its data was lost
 * @param checkpointOffset the offset of the last entry that is in the checkpoint, 0 for
 * none
 * @param checkpoint the state of the room then, {@code null} for a room without members
 * and entries
 * @param tail the entries after the checkpoint, in order and without a gap
 * @since 0.1.0
 */
@SuppressWarnings("ArrayRecordComponent") // bytes pass through; nobody compares records
public record RoomRecord(String epoch, long checkpointOffset, byte @Nullable [] checkpoint, List<LogBatch> tail) {

}

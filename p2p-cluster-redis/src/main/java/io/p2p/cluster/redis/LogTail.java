package io.p2p.cluster.redis;

import java.util.List;

/**
 * The end of a log.
 *
 * @param batches its batches, of which the first may begin earlier than asked for
 * @param head the offset of the last entry, which may have been deleted
 * @param stamp the stamp of the last batch
 */
record LogTail(List<StoredBatch> batches, long head, long stamp) {

}

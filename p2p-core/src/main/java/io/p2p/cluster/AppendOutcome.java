package io.p2p.cluster;

import org.jspecify.annotations.Nullable;

/**
 * What has become of an entry.
 *
 * @param offset its offset in the log, 0 if it has not been appended
 * @param rejection why it has not been appended, {@code null} if it has
 * @since 0.1.0
 */
public record AppendOutcome(long offset, @Nullable Rejection rejection) {

}

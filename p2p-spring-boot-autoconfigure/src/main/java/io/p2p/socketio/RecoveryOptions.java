package io.p2p.socketio;

import java.time.Duration;

/**
 * How peers come back after their connection was lost.
 *
 * @param window how long a lost peer is kept; nobody comes back if it is zero
 * @param maxQueued the bytes that may wait for one lost peer
 * @param maxTotalQueued the bytes that may wait for all lost peers together
 * @param maxUnconfirmed the bytes that a connected peer may leave unconfirmed
 * @since 0.1.0
 */
public record RecoveryOptions(Duration window, long maxQueued, long maxTotalQueued, long maxUnconfirmed) {

}

package io.p2p.socketio.peer;

/**
 * Limits on the requests of one peer. 0 means no limit.
 *
 * @param signalsPerSecond signals that it may send in a second
 * @param joinsPerSecond joins, updates and leaves that it may ask for in a second; those
 * that have much sent to others count as several
 * @since 0.1.0
 */
public record PeerLimits(int signalsPerSecond, int joinsPerSecond) {

}

package io.p2p.socketio.peer;

/**
 * How much a peer may ask for. 0 means no limit.
 *
 * @param signalsPerSecond signals that it may send in a second
 * @param joinsPerSecond joins, updates and leaves that it may ask for in a second, those
 * of which much is sent to others counted as several
 * @since 0.1.0
 */
public record PeerLimits(int signalsPerSecond, int joinsPerSecond) {

}

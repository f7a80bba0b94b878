package io.p2p.socketio;

/**
 * How much a peer may ask for. 0 means no limit.
 *
 * @param signalsPerSecond signals that it may send in a second
 * @param joinsPerSecond rooms that it may join in a second
 * @since 0.1.0
 */
public record PeerLimits(int signalsPerSecond, int joinsPerSecond) {

}

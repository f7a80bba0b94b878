package io.p2p.engineio.limit;

/**
 * Limits on what clients may use. 0 means no limit.
 *
 * @param connections sessions at a time, in all
 * @param connectionsPerAddress sessions at a time from one address
 * @param handshakesPerSecond sessions that one address may begin in a second
 * @param packetsPerSecond packets that a client may send in a second
 * @since 0.1.0
 */
public record EngineLimits(int connections, int connectionsPerAddress, int handshakesPerSecond, int packetsPerSecond) {

}

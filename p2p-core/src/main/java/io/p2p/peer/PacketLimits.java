package io.p2p.peer;

/**
 * What a packet may hold. Clients are told, so that they need not find out by losing
 * their connection.
 *
 * @param maxPayload the bytes that one packet may have
 * @since 0.1.0
 */
public record PacketLimits(int maxPayload) {

}

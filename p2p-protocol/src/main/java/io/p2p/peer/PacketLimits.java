package io.p2p.peer;

/**
 * The limits of a Socket.IO packet that clients are told, as they lose their connection
 * if they exceed them.
 *
 * @param maxPayload the bytes that one packet may have
 * @since 0.1.0
 */
public record PacketLimits(int maxPayload) {

}

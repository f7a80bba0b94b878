package io.p2p.socketio;

import java.util.List;

/**
 * A Socket.IO v5 packet.
 *
 * @param type its type
 * @param namespace the namespace, {@code /} for the main one
 * @param ackId the id that asks for or answers an acknowledgement, {@link #NO_ACK} for
 * none
 * @param payload valid JSON in UTF-8, empty if there is none
 * @param attachments the binaries
 * @param tooLarge whether it has too many attachments, or is nested too deep, and is to
 * be refused: its attachments are left out, and only the first element of its payload is
 * known to be valid
 */
@SuppressWarnings("ArrayRecordComponent") // bytes pass through; nobody compares packets
public record SocketPacket(PacketType type, String namespace, long ackId, byte[] payload, List<byte[]> attachments,
		boolean tooLarge) {

	/**
	 * The {@link #ackId()} of a packet without one.
	 */
	public static final long NO_ACK = -1;

	private static final byte[] NO_PAYLOAD = {};

	/**
	 * Create a packet that is not too large.
	 * @param type its type
	 * @param namespace the namespace
	 * @param ackId the id that asks for or answers an acknowledgement
	 * @param payload valid JSON
	 * @param attachments the binaries
	 */
	public SocketPacket(PacketType type, String namespace, long ackId, byte[] payload, List<byte[]> attachments) {
		this(type, namespace, ackId, payload, attachments, false);
	}

	/**
	 * Create a packet without attachments.
	 * @param type its type
	 * @param namespace the namespace
	 * @param payload valid JSON
	 * @return the packet
	 */
	public static SocketPacket of(PacketType type, String namespace, byte[] payload) {
		return new SocketPacket(type, namespace, NO_ACK, payload, List.of());
	}

	/**
	 * Create a packet without payload.
	 * @param type its type
	 * @param namespace the namespace
	 * @return the packet
	 */
	public static SocketPacket of(PacketType type, String namespace) {
		return of(type, namespace, NO_PAYLOAD);
	}

	/**
	 * The size of payload and attachments.
	 * @return the size in bytes
	 */
	public long size() {
		return this.payload.length + this.attachments.stream().mapToLong((bytes) -> bytes.length).sum();
	}

}

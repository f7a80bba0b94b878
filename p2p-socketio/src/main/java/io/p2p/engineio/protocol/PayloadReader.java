package io.p2p.engineio.protocol;

/**
 * Reads the packets in a body of long polling one by one, so that the caller can stop
 * between two of a large body and let other sessions of its event loop go on.
 *
 * @since 0.1.0
 */
public interface PayloadReader {

	/**
	 * Read the next packet.
	 * @param inbound takes the packet
	 * @param limit how many bytes it may have
	 * @return how many bytes it has, without separators, lengths and Base64
	 * @throws InvalidPacketException if what follows is no packet
	 */
	int next(PacketSink inbound, long limit);

	/**
	 * Whether the body has ended.
	 * @return whether all packets have been read
	 */
	boolean isAtEnd();

	/**
	 * Check the length of a packet.
	 * @param packet the packet
	 * @param limit how many bytes it may have
	 * @return the packet
	 * @throws InvalidPacketException if it is longer than it may be
	 */
	static byte[] checked(byte[] packet, long limit) {
		if (packet.length > limit) {
			throw InvalidPacketException.tooLarge(limit);
		}
		return packet;
	}

}

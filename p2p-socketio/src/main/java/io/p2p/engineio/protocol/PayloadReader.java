package io.p2p.engineio.protocol;

/**
 * The packets in a body of long polling, one after the other. A body may hold as many as
 * fit into it, so whoever reads stops now and then for others.
 *
 * @since 0.1.0
 */
public interface PayloadReader {

	/**
	 * Take the next packet.
	 * @param inbound who gets it
	 * @param limit the bytes that it may have
	 * @return the bytes that it has, without what is around it in the body
	 * @throws InvalidPacketException if there is anything but a packet
	 */
	int next(PacketSink inbound, long limit);

	/**
	 * Whether there are no more packets.
	 * @return whether all have been taken
	 */
	boolean isAtEnd();

	/**
	 * Check the length of a packet.
	 * @param packet the packet
	 * @param limit the bytes that it may have
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

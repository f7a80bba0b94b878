package io.p2p.engineio.protocol;

/**
 * Somebody who takes the packets of one client.
 *
 * @since 0.1.0
 */
public interface PacketSink {

	/**
	 * Take a packet.
	 * @param packet the packet with its type digit
	 * @throws InvalidPacketException if this is none that a client may send
	 */
	void text(byte[] packet);

	/**
	 * Take a binary message.
	 * @param message the message
	 * @throws InvalidPacketException if none was expected
	 */
	void binary(byte[] message);

	/**
	 * Take a binary packet, which has its type in front in Engine.IO v3 and else is a
	 * message.
	 * @param packet the packet
	 * @throws InvalidPacketException if none was expected
	 */
	void binaryPacket(byte[] packet);

}

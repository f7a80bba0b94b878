package io.p2p.engineio.protocol;

/**
 * Takes the Engine.IO packets of one client.
 *
 * @since 0.1.0
 */
public interface PacketSink {

	/**
	 * Take a packet.
	 * @param packet the packet with its type digit
	 * @throws InvalidPacketException if a client may not send this packet
	 */
	void text(byte[] packet);

	/**
	 * Take a binary message.
	 * @param message the message
	 * @throws InvalidPacketException if none was expected
	 */
	void binary(byte[] message);

	/**
	 * Take a binary packet: in Engine.IO v3 a type byte and a message, in v4 just the
	 * message.
	 * @param packet the packet
	 * @throws InvalidPacketException if none was expected
	 */
	void binaryPacket(byte[] packet);

}

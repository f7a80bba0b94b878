package io.p2p.socketio.wire;

import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.List;

import io.p2p.socketio.wire.OutgoingQueue.Outgoing;

/**
 * Several packets in one body of long polling, in the way of one Engine.IO version.
 */
interface PayloadCodec {

	/** More packets in one body than any client sends are refused. */
	int MAX_PACKETS = 1000;

	/**
	 * Put packets into a body.
	 * @param packets the packets, at least one
	 * @return the body
	 */
	Payload encode(List<Outgoing> packets);

	/**
	 * Take the packets out of a body.
	 * @param body the body
	 * @param inbound who gets the packets, one after the other
	 * @throws InvalidPacketException if the body holds anything but packets
	 */
	void decode(Payload body, Inbound inbound);

	/**
	 * Read the Base64 of a binary packet.
	 */
	static byte[] base64(byte[] packet, int from) {
		try {
			ByteBuffer decoded = Base64.getDecoder().decode(ByteBuffer.wrap(packet, from, packet.length - from));
			byte[] bytes = new byte[decoded.remaining()];
			decoded.get(bytes);
			return bytes;
		}
		catch (IllegalArgumentException ex) {
			throw new InvalidPacketException("Invalid Base64");
		}
	}

}

package io.p2p.socketio.wire;

import java.io.ByteArrayOutputStream;
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
	 * Read the Base64 of a binary packet. The Java client breaks it into lines.
	 */
	static byte[] base64(byte[] packet, int from) {
		ByteArrayOutputStream base64 = new ByteArrayOutputStream(packet.length);
		for (int i = from; i < packet.length; i++) {
			if (packet[i] != '\n') {
				base64.write(packet[i]);
			}
		}
		try {
			return Base64.getDecoder().decode(base64.toByteArray());
		}
		catch (IllegalArgumentException ex) {
			throw new InvalidPacketException("Invalid Base64");
		}
	}

}

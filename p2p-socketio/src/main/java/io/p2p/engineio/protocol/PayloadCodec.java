package io.p2p.engineio.protocol;

import java.io.ByteArrayOutputStream;
import java.util.Base64;
import java.util.List;

import io.p2p.engineio.send.OutgoingQueue.Outgoing;

/**
 * Several packets in one body of long polling, in the way of one Engine.IO version.
 *
 * @since 0.1.0
 */
public interface PayloadCodec {

	/**
	 * Put packets into a body.
	 * @param packets the packets, at least one
	 * @return the body
	 */
	Payload encode(List<Outgoing> packets);

	/**
	 * Begin to take the packets out of a body, of which there is at least one.
	 * @param body the body
	 * @return its packets
	 * @throws InvalidPacketException if the body is none at all
	 */
	PayloadReader read(Payload body);

	/**
	 * Read the Base64 of a binary packet. The Java client breaks it into lines.
	 * @param packet bytes with the Base64 in them
	 * @param from where it begins
	 * @param to where it ends
	 * @return the message
	 * @throws InvalidPacketException if it is none
	 */
	static byte[] base64(byte[] packet, int from, int to) {
		ByteArrayOutputStream base64 = new ByteArrayOutputStream(to - from);
		for (int i = from; i < to; i++) {
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

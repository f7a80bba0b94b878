package io.p2p.engineio.protocol;

import java.io.ByteArrayOutputStream;
import java.util.Base64;
import java.util.List;

import io.p2p.engineio.send.OutgoingQueue.Outgoing;

/**
 * Encodes and decodes a <em>payload</em>: the packets in one body of long polling.
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
	 * Read the packets of a body, which must have at least one.
	 * @param body the body
	 * @return a reader of its packets
	 * @throws InvalidPacketException if the body is no payload
	 */
	PayloadReader read(Payload body);

	/**
	 * Read the Base64 of a binary packet. The Java client breaks it into lines.
	 * @param packet the bytes that hold the Base64
	 * @param from the index at which it begins
	 * @param to the index at which it ends
	 * @return the message
	 * @throws InvalidPacketException if it is not valid Base64
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

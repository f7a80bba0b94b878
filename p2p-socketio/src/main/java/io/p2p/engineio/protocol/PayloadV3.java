package io.p2p.engineio.protocol;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

import io.p2p.engineio.send.Frame;
import io.p2p.engineio.send.OutgoingQueue.Outgoing;

/**
 * Payloads of Engine.IO v3: packets with their length in front. In a text body the length
 * counts UTF-16 units and binary packets are Base64. A client that did not ask for
 * {@code b64} gets a body of bytes if any packet is binary, and may send one.
 *
 * @since 0.1.0
 */
public final class PayloadV3 implements PayloadCodec {

	private static final int TEXT_PACKET = 0;

	private static final int BINARY_PACKET = 1;

	private static final int END_OF_LENGTH = 0xff;

	private static final byte MESSAGE = 4;

	private final boolean takesBytes;

	/**
	 * Create a codec.
	 * @param takesBytes whether the client can read a body of bytes
	 */
	public PayloadV3(boolean takesBytes) {
		this.takesBytes = takesBytes;
	}

	@Override
	public Payload encode(List<Outgoing> packets) {
		boolean bytes = this.takesBytes && packets.stream().anyMatch((packet) -> packet.frame().binary());
		ByteArrayOutputStream body = new ByteArrayOutputStream();
		for (Outgoing packet : packets) {
			if (bytes) {
				writeBytes(packet.frame(), body);
			}
			else {
				writeText(packet.frame(), body);
			}
		}
		return new Payload(bytes ? Payload.BINARY : Payload.TEXT, body.toByteArray());
	}

	private static void writeText(Frame frame, ByteArrayOutputStream body) {
		String packet = frame.binary() ? "b4" + Base64.getEncoder().encodeToString(frame.bytes())
				: new String(frame.bytes(), StandardCharsets.UTF_8);
		body.writeBytes((packet.length() + ":" + packet).getBytes(StandardCharsets.UTF_8));
	}

	private static void writeBytes(Frame frame, ByteArrayOutputStream body) {
		body.write(frame.binary() ? BINARY_PACKET : TEXT_PACKET);
		int length = frame.bytes().length + (frame.binary() ? 1 : 0);
		for (char digit : Integer.toString(length).toCharArray()) {
			body.write(digit - '0');
		}
		body.write(END_OF_LENGTH);
		if (frame.binary()) {
			body.write(MESSAGE);
		}
		body.writeBytes(frame.bytes());
	}

	@Override
	public PayloadReader read(Payload body) {
		if (body.bytes().length == 0) {
			throw new InvalidPacketException("No packet in the payload");
		}
		if (body.contentType().startsWith(Payload.BINARY)) {
			return new BytesReader(body.bytes());
		}
		ByteScan.checkUtf8(body.bytes());
		return new TextReader(new String(body.bytes(), StandardCharsets.UTF_8));
	}

	private static int checkedLength(int length, int digit, int max) {
		long longer = length * 10L + digit;
		if (digit < 0 || digit > 9 || longer > max) {
			throw new InvalidPacketException("Expected the length of a packet");
		}
		return (int) longer;
	}

	private static final class TextReader implements PayloadReader {

		private final String body;

		private int position;

		TextReader(String body) {
			this.body = body;
		}

		@Override
		public int next(PacketSink inbound, long limit) {
			int start = this.position;
			int length = 0;
			int colon = start;
			while (colon < this.body.length() && this.body.charAt(colon) != ':') {
				length = checkedLength(length, this.body.charAt(colon) - '0', this.body.length());
				colon++;
			}
			int end = colon + 1 + length;
			if (colon == start || end > this.body.length()) {
				throw new InvalidPacketException("A packet ends after its payload");
			}
			this.position = end;
			byte[] packet = this.body.substring(colon + 1, end).getBytes(StandardCharsets.UTF_8);
			if (packet.length > 1 && packet[0] == 'b' && packet[1] == '4') {
				byte[] message = PayloadCodec.base64(packet, 2, packet.length);
				inbound.binary(PayloadReader.checked(message, limit));
				return message.length;
			}
			inbound.text(PayloadReader.checked(packet, limit));
			return packet.length;
		}

		@Override
		public boolean isAtEnd() {
			return this.position == this.body.length();
		}

	}

	private static final class BytesReader implements PayloadReader {

		private final byte[] body;

		private int position;

		BytesReader(byte[] body) {
			this.body = body;
		}

		@Override
		public int next(PacketSink inbound, long limit) {
			byte type = this.body[this.position];
			int at = this.position + 1;
			int length = 0;
			while (at < this.body.length && (this.body[at] & 0xff) != END_OF_LENGTH) {
				length = checkedLength(length, this.body[at], this.body.length);
				at++;
			}
			int start = at + 1;
			if (start + length > this.body.length) {
				throw new InvalidPacketException("A packet ends after its payload");
			}
			this.position = start + length;
			byte[] packet = PayloadReader.checked(Arrays.copyOfRange(this.body, start, this.position), limit);
			switch (type) {
				case TEXT_PACKET -> {
					ByteScan.checkUtf8(packet);
					inbound.text(packet);
				}
				case BINARY_PACKET -> inbound.binaryPacket(packet);
				default -> throw new InvalidPacketException("Neither text nor binary");
			}
			return length;
		}

		@Override
		public boolean isAtEnd() {
			return this.position == this.body.length;
		}

	}

}

package io.p2p.socketio.wire;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

import io.p2p.socketio.wire.OutgoingQueue.Outgoing;

/**
 * Engine.IO v3: packets with their length in front. As text, the length counts UTF-16
 * units and binary is Base64; clients that can take it get a body of bytes where any
 * packet is binary, and may send one.
 */
final class PayloadV3 implements PayloadCodec {

	private static final int MAX_DIGITS = 10;

	private static final int TEXT_PACKET = 0;

	private static final int BINARY_PACKET = 1;

	private static final int END_OF_LENGTH = 0xff;

	private static final byte MESSAGE = 4;

	private final boolean takesBytes;

	/**
	 * Create a codec.
	 * @param takesBytes whether the client can read a body of bytes
	 */
	PayloadV3(boolean takesBytes) {
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
	public void decode(Payload body, Inbound inbound) {
		int packets = 0;
		if (body.contentType().startsWith(Payload.BINARY)) {
			for (int at = 0; at < body.bytes().length; packets++) {
				at = readBytes(body.bytes(), at, inbound);
				checkCount(packets);
			}
		}
		else {
			ByteScan.checkUtf8(body.bytes());
			String text = new String(body.bytes(), StandardCharsets.UTF_8);
			for (int at = 0; at < text.length(); packets++) {
				at = readText(text, at, inbound);
				checkCount(packets);
			}
		}
		if (packets == 0) {
			throw new InvalidPacketException("No packet in the payload");
		}
	}

	private static int readText(String body, int from, Inbound inbound) {
		int colon = body.indexOf(':', from);
		int length = 0;
		if (colon <= from || colon - from > MAX_DIGITS) {
			throw new InvalidPacketException("Expected the length of a packet");
		}
		for (int i = from; i < colon; i++) {
			length = checkedLength(length, body.charAt(i) - '0', body.length());
		}
		int end = colon + 1 + length;
		if (end > body.length()) {
			throw new InvalidPacketException("A packet ends after its payload");
		}
		byte[] packet = body.substring(colon + 1, end).getBytes(StandardCharsets.UTF_8);
		if (packet.length > 1 && packet[0] == 'b' && packet[1] == '4') {
			inbound.binary(PayloadCodec.base64(packet, 2));
		}
		else {
			inbound.text(packet);
		}
		return end;
	}

	private static int readBytes(byte[] body, int from, Inbound inbound) {
		int at = from + 1;
		int length = 0;
		while (at < body.length && (body[at] & 0xff) != END_OF_LENGTH) {
			length = checkedLength(length, body[at], body.length);
			at++;
		}
		int start = at + 1;
		if (start + length > body.length) {
			throw new InvalidPacketException("A packet ends after its payload");
		}
		byte[] packet = Arrays.copyOfRange(body, start, start + length);
		switch (body[from]) {
			case TEXT_PACKET -> {
				ByteScan.checkUtf8(packet);
				inbound.text(packet);
			}
			case BINARY_PACKET -> inbound.binaryPacket(packet);
			default -> throw new InvalidPacketException("Neither text nor binary");
		}
		return start + length;
	}

	private static int checkedLength(int length, int digit, int max) {
		long longer = length * 10L + digit;
		if (digit < 0 || digit > 9 || longer > max) {
			throw new InvalidPacketException("Expected the length of a packet");
		}
		return (int) longer;
	}

	private static void checkCount(int packets) {
		if (packets >= MAX_PACKETS) {
			throw new InvalidPacketException("More than " + MAX_PACKETS + " packets in one payload");
		}
	}

}

package io.p2p.socketio;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import io.p2p.engineio.protocol.ByteScan;
import io.p2p.engineio.protocol.InvalidPacketException;

/**
 * Packets with their attachments. Bytes 0 are between them.
 */
public final class PacketFuzz {

	private static final int MAX_BYTES = 100_000;

	private static final JsonMapper JACKSON = new JsonMapper();

	private PacketFuzz() {
	}

	/**
	 * Try an input. Called by the fuzzer, too.
	 */
	public static void fuzzerTestOneInput(byte[] input) {
		List<byte[]> messages = split(input);
		try {
			// what is not UTF-8 does not come so far
			ByteScan.checkUtf8(messages.get(0));
			SocketPacket packet = decode(messages);
			if (packet != null) {
				check(packet);
			}
		}
		catch (InvalidPacketException ex) {
			// as it should be
		}
	}

	private static SocketPacket decode(List<byte[]> messages) {
		PacketDecoder decoder = new PacketDecoder(MAX_BYTES);
		SocketPacket packet = decoder.text(messages.get(0), 0);
		for (int i = 1; i < messages.size() && packet == null; i++) {
			packet = decoder.binary(messages.get(i));
		}
		return packet;
	}

	private static void check(SocketPacket packet) {
		if (packet.type() == PacketType.EVENT) {
			JsonArray content = JsonArray.of(packet.payload(), 1);
			content.text(0);
			new JsonScanner(content.from(1), 0, packet.attachments().size()).scanArray();
		}
		if (!packet.attachments().isEmpty()) {
			checkPlaceholders(JACKSON.readTree(new String(packet.payload(), StandardCharsets.UTF_8)),
					packet.attachments().size(), new HashSet<>());
		}
		if (packet.type() == PacketType.EVENT || packet.type() == PacketType.ACK) {
			List<byte[]> again = new ArrayList<>();
			PacketEncoder.encode(packet).forEach((frame) -> again.add(frame.bytes()));
			again.set(0, Arrays.copyOfRange(again.get(0), 1, again.get(0).length));
			SocketPacket second = decode(again);
			if (second == null || second.ackId() != packet.ackId() || !second.namespace().equals(packet.namespace())
					|| !Arrays.equals(second.payload(), packet.payload())
					|| second.attachments().size() != packet.attachments().size()) {
				throw new AssertionError("Not the same when encoded and decoded: " + packet);
			}
		}
	}

	// what clients look at before they put an attachment in its place
	private static void checkPlaceholders(JsonNode node, int attachments, Set<Integer> seen) {
		if (node.isObject() && node.path("_placeholder").isBoolean() && node.path("_placeholder").booleanValue()) {
			JsonNode number = node.path("num");
			if (!number.isInt() || number.intValue() < 0 || number.intValue() >= attachments
					|| !seen.add(number.intValue())) {
				throw new AssertionError("A placeholder without its attachment: " + node);
			}
		}
		node.forEach((child) -> checkPlaceholders(child, attachments, seen));
	}

	private static List<byte[]> split(byte[] input) {
		List<byte[]> parts = new ArrayList<>();
		int start = 0;
		for (int i = 0; i <= input.length; i++) {
			if (i == input.length || input[i] == 0) {
				parts.add(Arrays.copyOfRange(input, start, i));
				start = i + 1;
			}
		}
		return parts;
	}

}

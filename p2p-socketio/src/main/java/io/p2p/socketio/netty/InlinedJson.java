package io.p2p.socketio.netty;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The JSON of a packet with its attachments as Base64 strings, as netty-socketio's
 * mappers read binaries.
 */
final class InlinedJson {

	// PacketDecoder has checked that each placeholder has its attachment
	private static final Pattern PLACEHOLDER = Pattern
		.compile("\\{\\s*(?:\"_placeholder\"\\s*:\\s*true\\s*,\\s*\"num\"\\s*:\\s*(\\d+)"
				+ "|\"num\"\\s*:\\s*(\\d+)\\s*,\\s*\"_placeholder\"\\s*:\\s*true)\\s*}");

	private final byte[] bytes;

	private final Map<Long, byte[]> binaries;

	private InlinedJson(byte[] bytes, Map<Long, byte[]> binaries) {
		this.bytes = bytes;
		this.binaries = binaries;
	}

	static InlinedJson of(byte[] json, List<byte[]> attachments) {
		if (attachments.isEmpty()) {
			return new InlinedJson(json, Map.of());
		}
		Map<Long, byte[]> binaries = new HashMap<>();
		// ISO-8859-1 makes each byte one character, so that offsets stay
		Matcher placeholder = PLACEHOLDER.matcher(new String(json, StandardCharsets.ISO_8859_1));
		StringBuilder inlined = new StringBuilder();
		while (placeholder.find()) {
			String number = (placeholder.group(1) != null) ? placeholder.group(1) : placeholder.group(2);
			byte[] binary = attachments.get(Integer.parseInt(number));
			placeholder.appendReplacement(inlined, "");
			binaries.put((long) inlined.length(), binary);
			inlined.append('"').append(Base64.getEncoder().encodeToString(binary)).append('"');
		}
		placeholder.appendTail(inlined);
		return new InlinedJson(inlined.toString().getBytes(StandardCharsets.ISO_8859_1), binaries);
	}

	/**
	 * The JSON, with Base64 strings for the attachments.
	 */
	byte[] bytes() {
		return this.bytes;
	}

	/**
	 * The attachments by the byte offsets of their strings in the JSON, which tell them
	 * from strings that the client has sent.
	 */
	Map<Long, byte[]> binaries() {
		return this.binaries;
	}

}

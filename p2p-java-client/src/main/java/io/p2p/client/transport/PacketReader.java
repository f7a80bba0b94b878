package io.p2p.client.transport;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Reads packets of Socket.IO in one namespace from the messages of Engine.IO, and puts
 * together those that have binaries.
 */
final class PacketReader {

	// An event has fewer, and so has whatever a server sends
	private static final int MAX_BINARIES = 1_000;

	private static final int MAX_DIGITS = 15;

	private final byte[] prefix;

	private int type;

	private long id;

	private byte @Nullable [] json;

	private int missing;

	private List<byte[]> binaries = List.of();

	/**
	 * Create a reader.
	 * @param namespace the namespace
	 */
	PacketReader(String namespace) {
		this.prefix = prefixOf(namespace).getBytes(StandardCharsets.UTF_8);
	}

	/**
	 * What stands before the content of each packet of a namespace.
	 */
	static String prefixOf(String namespace) {
		return namespace.equals("/") ? "" : namespace + ",";
	}

	/**
	 * Read a message that is text.
	 * @param message the message, without the type that Engine.IO gives it
	 * @return the type and the content of a whole packet; {@code null} if binaries are
	 * missing, or it is of another namespace
	 * @throws IllegalArgumentException if it is no packet
	 */
	@Nullable Content text(byte[] message) {
		if (this.json != null || message.length == 0) {
			throw new IllegalArgumentException("Not a packet");
		}
		int at = 1;
		this.type = message[0] - '0';
		this.missing = 0;
		if (this.type == Content.BINARY_EVENT || this.type == Content.BINARY_ACK) {
			int dash = at;
			while (dash < message.length && message[dash] != '-') {
				dash++;
			}
			this.missing = (int) number(message, at, dash);
			if (this.missing > MAX_BINARIES) {
				throw new IllegalArgumentException("Too many binaries");
			}
			at = dash + 1;
		}
		if (!startsWith(message, at)) {
			return null;
		}
		at += this.prefix.length;
		int end = at;
		while (end < message.length && message[end] >= '0' && message[end] <= '9') {
			end++;
		}
		this.id = (end > at) ? number(message, at, end) : -1;
		byte[] content = Arrays.copyOfRange(message, end, message.length);
		if (this.missing == 0) {
			return new Content(this.type, this.id, content, List.of());
		}
		this.json = content;
		this.binaries = new ArrayList<>();
		return null;
	}

	/**
	 * Take a message that is binary.
	 * @return the packet that is complete with it, if any
	 * @throws IllegalArgumentException if no packet waits for it
	 */
	@Nullable Content binary(byte[] message) {
		byte[] waiting = this.json;
		if (waiting == null) {
			throw new IllegalArgumentException("A binary without a packet");
		}
		this.binaries.add(message);
		if (--this.missing > 0) {
			return null;
		}
		this.json = null;
		return new Content(this.type, this.id, waiting, this.binaries);
	}

	private boolean startsWith(byte[] message, int from) {
		boolean root = this.prefix.length == 0;
		if (root) {
			return from >= message.length || message[from] != '/';
		}
		return message.length >= from + this.prefix.length
				&& Arrays.equals(message, from, from + this.prefix.length, this.prefix, 0, this.prefix.length);
	}

	private static long number(byte[] message, int from, int to) {
		long number = 0;
		for (int i = from; i < to; i++) {
			int digit = message[i] - '0';
			if (digit < 0 || digit > 9) {
				throw new IllegalArgumentException("Not a number");
			}
			number = number * 10 + digit;
		}
		if (to == from || to - from > MAX_DIGITS) {
			throw new IllegalArgumentException("Not a number");
		}
		return number;
	}

	/**
	 * A whole packet.
	 */
	@SuppressWarnings("ArrayRecordComponent") // bytes pass through; nobody compares
												// packets
	record Content(int type, long id, byte[] json, List<byte[]> binaries) {

		static final int CONNECT = 0;

		static final int DISCONNECT = 1;

		static final int EVENT = 2;

		static final int ACK = 3;

		static final int CONNECT_ERROR = 4;

		static final int BINARY_EVENT = 5;

		static final int BINARY_ACK = 6;

	}

}

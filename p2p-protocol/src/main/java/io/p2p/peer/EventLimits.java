package io.p2p.peer;

/**
 * Limits of an event, or of an answer to one, from any sender. Clients are told them in
 * the welcome (docs/protocol.md).
 *
 * @since 0.1.0
 */
public final class EventLimits {

	/**
	 * How many binaries an event may have.
	 */
	public static final int MAX_BINARIES = 1000;

	/**
	 * How deep arrays and objects of an argument may be nested.
	 */
	public static final int MAX_DEPTH = 250;

	/**
	 * How many binaries all Socket.IO clients take in one packet: socket.io-parser ends
	 * the connection over more. An event with more is packed for library peers, and not
	 * sent to plain ones.
	 */
	public static final int MAX_PLAIN_BINARIES = 10;

	private EventLimits() {
	}

	/**
	 * Whether plain peers can take an event.
	 * @param message the event
	 * @return {@code false} if it has too many binaries for them
	 */
	public static boolean isForPlain(RawMessage message) {
		return message.attachments().size() <= MAX_PLAIN_BINARIES;
	}

	/**
	 * Check an event that the application sends.
	 * @param message the event
	 * @return the event
	 * @throws IllegalArgumentException if it has too many binaries, or is nested too deep
	 */
	public static RawMessage check(RawMessage message) {
		if (message.attachments().size() > MAX_BINARIES) {
			throw new IllegalArgumentException("An event has at most " + MAX_BINARIES + " binaries");
		}
		// one more, as the arguments are in an array
		if (depth(message.arguments()) > MAX_DEPTH + 1) {
			throw new IllegalArgumentException("Arguments are nested at most " + MAX_DEPTH + " deep");
		}
		return message;
	}

	private static int depth(byte[] json) {
		int depth = 0;
		int deepest = 0;
		boolean inString = false;
		for (int i = 0; i < json.length; i++) {
			switch (json[i]) {
				case '"' -> inString = !inString;
				case '\\' -> i++;
				case '[', '{' -> depth += inString ? 0 : 1;
				case ']', '}' -> depth -= inString ? 0 : 1;
				default -> {
					// any other byte
				}
			}
			deepest = Math.max(deepest, depth);
		}
		return deepest;
	}

}

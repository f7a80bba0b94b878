package io.p2p.peer;

/**
 * What an event, or an answer to one, may have at most, whoever sends it. Clients are
 * told in the welcome.
 *
 * @since 0.1.0
 */
public final class EventLimits {

	/**
	 * The binaries of an event.
	 */
	public static final int MAX_BINARIES = 1000;

	/**
	 * The arrays and objects of an argument that are in each other.
	 */
	public static final int MAX_DEPTH = 250;

	/**
	 * The binaries that every Socket.IO client takes in one packet: socket.io-parser ends
	 * the connection over more of them. An event with more goes to library peers packed,
	 * and to others not at all.
	 */
	public static final int MAX_PLAIN_BINARIES = 10;

	private EventLimits() {
	}

	/**
	 * Whether clients without the library can take an event.
	 * @param message the event
	 * @return {@code false} if it has too many binaries for them
	 */
	public static boolean isForPlain(RawMessage message) {
		return message.attachments().size() <= MAX_PLAIN_BINARIES;
	}

	/**
	 * Check what the application sends.
	 * @param message the event
	 * @return the event
	 * @throws IllegalArgumentException if it has too many binaries, or is nested too deep
	 */
	public static RawMessage check(RawMessage message) {
		if (message.attachments().size() > MAX_BINARIES) {
			throw new IllegalArgumentException("An event has at most " + MAX_BINARIES + " binaries");
		}
		// around the arguments there is an array
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
					// the usual case
				}
			}
			deepest = Math.max(deepest, depth);
		}
		return deepest;
	}

}

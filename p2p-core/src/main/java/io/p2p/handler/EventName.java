package io.p2p.handler;

import org.jspecify.annotations.Nullable;

import io.p2p.peer.ReservedEvents;

/**
 * The name of an event, or a pattern for it, as a handler has it. One {@code *} stands
 * for any characters.
 *
 * @param text the name or the pattern
 * @param prefix what is before the {@code *}, or the name
 * @param suffix what is behind the {@code *}, {@code null} in a name
 */
record EventName(String text, String prefix, @Nullable String suffix) {

	private static final String REMEDY = "Give it the name of an event, such as chat.line, or a pattern with one *, such as chat.*.";

	/**
	 * Read a name.
	 * @throws InvalidHandlerException if there are no such events for a handler
	 */
	static EventName of(String text) {
		if (text.isBlank()) {
			throw new InvalidHandlerException("the name of the event must not be empty", REMEDY);
		}
		int star = text.indexOf('*');
		String prefix = (star < 0) ? text : text.substring(0, star);
		if ((star < 0) ? ReservedEvents.contains(text) : prefix.startsWith("p2p:")) {
			throw new InvalidHandlerException("'" + text + "' is a reserved event name, which is never relayed",
					"Choose another name for the event, in the browser too.");
		}
		if (star != text.lastIndexOf('*')) {
			throw new InvalidHandlerException("'" + text + "' has more than one *", REMEDY);
		}
		return new EventName(text, prefix, (star < 0) ? null : text.substring(star + 1));
	}

	boolean isPattern() {
		return this.suffix != null;
	}

	boolean matches(String event) {
		return (this.suffix == null) ? event.equals(this.prefix) : event.length() >= this.text.length() - 1
				&& event.startsWith(this.prefix) && event.endsWith(this.suffix);
	}

	/**
	 * Whether there are events for which neither of two patterns goes before the other.
	 */
	boolean rivals(EventName other) {
		if (this.suffix == null || other.suffix == null) {
			return this.text.equals(other.text);
		}
		return this.text.length() == other.text.length()
				&& (this.prefix.startsWith(other.prefix) || other.prefix.startsWith(this.prefix))
				&& (this.suffix.endsWith(other.suffix) || other.suffix.endsWith(this.suffix));
	}

}

package io.p2p.handler;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Which handler an event is for. Asked for every event on an event loop: a look into a
 * map, and where there are patterns, two comparisons for each. Nothing is remembered of
 * the names that peers send.
 */
final class EventMappings {

	private final Map<String, MessageHandler> exact = new HashMap<>();

	// the longest first
	private final List<MessageHandler> patterns = new ArrayList<>();

	/**
	 * Add a handler.
	 * @throws InvalidHandlerException if it is not clear which of two an event is for
	 */
	void add(MessageHandler handler) {
		if (!handler.name().isPattern()) {
			MessageHandler other = this.exact.putIfAbsent(handler.name().text(), handler);
			if (other != null) {
				throw ambiguous(handler, other);
			}
			return;
		}
		for (MessageHandler other : this.patterns) {
			if (other.name().rivals(handler.name())) {
				throw ambiguous(handler, other);
			}
		}
		this.patterns.add(handler);
		this.patterns.sort(Comparator.comparingInt((MessageHandler one) -> one.name().text().length()).reversed());
	}

	@Nullable MessageHandler find(String event) {
		MessageHandler handler = this.exact.get(event);
		if (handler == null) {
			for (MessageHandler pattern : this.patterns) {
				if (pattern.name().matches(event)) {
					return pattern;
				}
			}
		}
		return handler;
	}

	private static InvalidHandlerException ambiguous(MessageHandler one, MessageHandler other) {
		return new InvalidHandlerException(
				"Two @PeerMessageHandler methods for the event '%s': %s and %s ('%s')".formatted(one.name().text(),
						other.method(), one.method(), other.name().text()),
				"Give one of them another event, or a pattern of another length, or make one method of the two.");
	}

}

package io.p2p.client;

import java.util.function.BiConsumer;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

import io.p2p.client.wire.Failure;

/**
 * Reads the first argument of events for a listener.
 *
 * @param <T> the type of the argument
 */
final class TypedListener<T> implements EventListener {

	private final Listeners listeners;

	private final Class<T> type;

	private final BiConsumer<@Nullable T, PeerEvent> listener;

	TypedListener(Listeners listeners, Class<T> type, BiConsumer<@Nullable T, PeerEvent> listener) {
		this.listeners = listeners;
		this.type = type;
		this.listener = listener;
	}

	@Override
	public void received(PeerEvent event) {
		T argument;
		try {
			argument = event.argument(0, this.type);
		}
		catch (JacksonException ex) {
			this.listeners.fail(Failure.of("bad-message", "an event has another argument than its listener takes")
				.event(event.name())
				.peer(event.sender().id())
				.cause(ex));
			return;
		}
		this.listener.accept(argument, event);
	}

}

package io.p2p.client.room;

import java.util.List;

import org.jspecify.annotations.Nullable;

import io.p2p.client.wire.EncodedEvent;
import io.p2p.client.wire.Failure;

/**
 * Tells what could not be sent.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface Failures {

	/**
	 * Tell whoever waits for an answer, or else everybody who listens.
	 * @param failure what, and why
	 * @param ack the question, 0 for none
	 * @param lost who will never get it; {@code null} if it is not about some
	 */
	void failed(Failure failure, long ack, @Nullable List<String> lost);

	/**
	 * Tell it of an event.
	 * @param code why, for programs
	 * @param text why, for developers
	 * @param message the event
	 * @param peers who will never get it; {@code null} if it is not about some
	 */
	default void failed(String code, String text, EncodedEvent message, @Nullable List<String> peers) {
		Failure failure = Failure.of(code, text).event(message.event()).peers((peers != null) ? peers : List.of());
		failed(failure, message.isQuestion() ? message.ack() : 0, peers);
	}

}

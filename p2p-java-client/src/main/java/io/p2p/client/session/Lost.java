package io.p2p.client.session;

import java.util.List;

import io.p2p.client.wire.EncodedEvent;

/**
 * What was not confirmed when a session ended.
 *
 * @param waiting events to the room that were never sent: they may go out in the next
 * session
 * @param missed how many other events may not have arrived
 * @since 0.1.0
 */
public record Lost(List<Waiting> waiting, int missed) {

	/**
	 * An event that was never sent.
	 *
	 * @param message the event
	 * @param skip the ids of those who have it, by link
	 */
	public record Waiting(EncodedEvent message, List<String> skip) {

	}

}

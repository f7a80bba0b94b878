package io.p2p.client;

import org.jspecify.annotations.Nullable;

/**
 * How far a large event has come.
 *
 * @param id the number of the transfer, unique among those of one sender
 * @param event the name of the event, empty for an answer
 * @param peerId the sender, of a transfer that is received; {@code null} of one that is
 * sent
 * @param loaded the bytes so far; when sending, those that the slowest receiver has
 * @param total the bytes of the whole event
 * @param giveUp gives the transfer up and frees its memory; a sender gives it up for
 * everybody, a receiver for itself only
 * @since 0.1.0
 */
public record Progress(long id, String event, @Nullable String peerId, long loaded, long total, Runnable giveUp) {

	/**
	 * Give the transfer up and free its memory. May be called on any thread.
	 */
	public void abort() {
		this.giveUp.run();
	}

}

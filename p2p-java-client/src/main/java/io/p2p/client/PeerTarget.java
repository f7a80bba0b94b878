package io.p2p.client;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;

import io.p2p.client.wire.Answers;
import io.p2p.client.wire.EncodedEvent;

/**
 * One peer of a room, to send to.
 *
 * @since 0.1.0
 */
public final class PeerTarget {

	private final Room room;

	private final String to;

	private final long timeoutMs;

	PeerTarget(Room room, String to, long timeoutMs) {
		this.room = room;
		this.to = to;
		this.timeoutMs = timeoutMs;
	}

	/**
	 * Send an event.
	 * @param event its name
	 * @param arguments its arguments, see {@link P2pPeer#emit}
	 * @throws IllegalArgumentException if the name is one of the library's or Socket.IO's
	 */
	public void emit(String event, @Nullable Object... arguments) {
		this.room.emit(this.to, false, EncodedEvent.checked(event), arguments);
	}

	/**
	 * Ask the peer.
	 * @param <T> the type of the answer
	 * @param event the name of the event
	 * @param answer the type of the answer
	 * @param arguments the arguments of the event
	 * @return completes with the answer, or with a {@link P2pException}; cancelling it
	 * gives the wait up
	 */
	public <T> CompletableFuture<@Nullable T> ask(String event, Class<T> answer, @Nullable Object... arguments) {
		return this.room.ask(this.to, this.timeoutMs, EncodedEvent.checked(event),
				(answers) -> Answers.one(this.room.codec(), answers, answer), arguments);
	}

	/**
	 * Limit the time for the answer to the next question.
	 * @param timeout the time
	 * @return the same peer
	 */
	public PeerTarget timeout(Duration timeout) {
		return new PeerTarget(this.room, this.to, P2pPeer.checked(timeout));
	}

	/**
	 * Send the next event now or never, see {@link P2pPeer#asVolatile}.
	 * @return the same peer
	 */
	public VolatileTarget asVolatile() {
		return new VolatileTarget(this.room, this.to);
	}

}

package io.p2p.client;

import java.util.Map;
import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;

import io.p2p.client.wire.Answers;
import io.p2p.client.wire.EncodedEvent;

/**
 * Everybody in a room, to ask within a time.
 *
 * @since 0.1.0
 */
public final class RoomTarget {

	private final Room room;

	private final long timeoutMs;

	RoomTarget(Room room, long timeoutMs) {
		this.room = room;
		this.timeoutMs = timeoutMs;
	}

	/**
	 * Ask everybody who is in the room now.
	 * @param <T> the type of the answers
	 * @param event the name of the event
	 * @param answer the type of the answers
	 * @param arguments the arguments of the event
	 * @return completes with the answers by the ids of their peers, without those who
	 * have left; or with a {@link P2pException}
	 */
	public <T> CompletableFuture<Map<String, @Nullable T>> ask(String event, Class<T> answer,
			@Nullable Object... arguments) {
		return this.room.ask(null, this.timeoutMs, EncodedEvent.checked(event),
				(answers) -> Answers.all(this.room.codec(), answers, answer), arguments);
	}

	/**
	 * Address one peer of the room instead of all.
	 * @param peerId its id
	 * @return the peer
	 */
	public PeerTarget to(String peerId) {
		return new PeerTarget(this.room, peerId, this.timeoutMs);
	}

}

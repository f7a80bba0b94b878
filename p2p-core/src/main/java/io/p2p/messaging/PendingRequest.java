package io.p2p.messaging;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import io.p2p.peer.PeerId;
import io.p2p.peer.RawMessage;
import io.p2p.room.Room;

/**
 * A question to peers, until all have answered or left, or its time is over. Thread-safe.
 */
final class PendingRequest {

	private final CompletableFuture<Void> timer = new CompletableFuture<>();

	private final Map<PeerId, Answer> answers = new HashMap<>();

	private final long number;

	private final List<PeerId> asked = new ArrayList<>();

	private final Map<PeerId, Room> missing = new HashMap<>();

	// peers that could not answer
	private final Set<PeerId> unable = new HashSet<>();

	private final Consumer<Outcome> settled;

	private boolean complete;

	private boolean over;

	PendingRequest(long number, Consumer<Outcome> settled) {
		this.number = number;
		this.settled = settled;
	}

	long number() {
		return this.number;
	}

	/**
	 * Add somebody who is asked.
	 * @return {@code false} if the question is over
	 */
	synchronized boolean add(Recipient recipient) {
		if (!this.over) {
			this.asked.add(recipient.id());
			this.missing.put(recipient.id(), recipient.room());
		}
		return !this.over;
	}

	/**
	 * Everybody has been asked.
	 */
	void complete() {
		synchronized (this) {
			this.complete = true;
		}
		settleIfComplete();
	}

	synchronized List<PeerId> asked() {
		return List.copyOf(this.asked);
	}

	/**
	 * Completes when the question ends; completing it ends the question.
	 */
	CompletableFuture<Void> timer() {
		return this.timer;
	}

	/**
	 * Take an answer.
	 * @param answer the answer, {@code null} if the peer cannot give one
	 */
	void answered(PeerId id, @Nullable Answer answer) {
		synchronized (this) {
			if (this.missing.remove(id) == null) {
				return;
			}
			if (answer != null) {
				this.answers.put(id, answer);
			}
			else {
				this.unable.add(id);
			}
		}
		settleIfComplete();
	}

	void left(Room room, PeerId id) {
		synchronized (this) {
			if (!this.missing.remove(id, room)) {
				return;
			}
		}
		settleIfComplete();
	}

	private void settleIfComplete() {
		synchronized (this) {
			if (!this.complete || !this.missing.isEmpty()) {
				return;
			}
		}
		settle(false);
	}

	void expire() {
		settle(true);
	}

	private void settle(boolean timedOut) {
		Outcome outcome;
		synchronized (this) {
			if (this.over) {
				return;
			}
			this.over = true;
			this.unable.addAll(this.missing.keySet());
			outcome = new Outcome(Map.copyOf(this.answers), Set.copyOf(this.unable), timedOut, this.asked.size());
			this.missing.clear();
		}
		this.timer.complete(null);
		this.settled.accept(outcome);
	}

	/**
	 * An answer as it was received.
	 *
	 * @param message the message with the answer
	 * @param index the index of the answer in its arguments
	 */
	record Answer(RawMessage message, int index) {

	}

	/**
	 * The outcome of a question.
	 *
	 * @param answers the answers by peer
	 * @param missing the peers that have neither answered nor left
	 * @param timedOut whether the time was over
	 * @param asked how many peers were asked
	 */
	record Outcome(Map<PeerId, Answer> answers, Set<PeerId> missing, boolean timedOut, int asked) {

	}

}

package io.p2p.messaging;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import org.jspecify.annotations.Nullable;

import io.p2p.codec.PeerMessageCodec;
import io.p2p.messaging.PendingRequest.Answer;
import io.p2p.messaging.PendingRequest.Outcome;
import io.p2p.peer.Peer;
import io.p2p.peer.PeerId;
import io.p2p.peer.RawMessage;
import io.p2p.relay.RelayListener;
import io.p2p.relay.RelayOutcome;
import io.p2p.room.Room;
import io.p2p.room.RoomListener;
import io.p2p.room.RoomMember;

/**
 * The questions of the server that wait for answers. Each ends at its timeout at the
 * latest, whatever peers do. Thread-safe.
 *
 * @since 0.1.0
 */
public final class PeerQuestions implements RelayListener, RoomListener {

	// clients write it into four bytes
	private static final long MAX_NUMBER = 0xffff_ffffL;

	private final Map<PeerId, Map<Long, PendingRequest>> open = new ConcurrentHashMap<>();

	private final AtomicLong last = new AtomicLong();

	private final Executor executor;

	/**
	 * Create an empty collection.
	 * @param executor completes the futures of the application
	 */
	public PeerQuestions(Executor executor) {
		this.executor = executor;
	}

	/**
	 * Open a question, before it is sent.
	 * @param result completed with the outcome, on the executor; if the application
	 * completes or cancels it, the question ends
	 */
	PendingRequest open(List<Recipient> asked, Duration timeout, CompletableFuture<Outcome> result) {
		PendingRequest question = new PendingRequest(1 + this.last.getAndIncrement() % MAX_NUMBER, asked,
				(outcome) -> execute(() -> result.complete(outcome)));
		asked.forEach((recipient) -> add(recipient.id(), question));
		question.timer()
			.orTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
			.whenComplete((ended, failure) -> close(question));
		result.whenComplete((outcome, failure) -> question.timer().complete(null));
		// left() may have been called before the question was added: look again
		asked.stream()
			.filter((recipient) -> !recipient.isThere())
			.forEach((gone) -> question.left(gone.room(), gone.id()));
		question.settleIfComplete();
		return question;
	}

	/**
	 * Take an answer.
	 * @param message the message with the answer, {@code null} if the peer cannot answer
	 * @param index the index of the answer in the message's arguments
	 */
	void answered(Peer peer, long number, @Nullable RawMessage message, int index) {
		PendingRequest question = find(peer.id(), number);
		if (question != null) {
			question.answered(peer.id(), (message != null) ? new Answer(message, index) : null);
		}
	}

	@Override
	public void onAnswer(Peer sender, long number, RawMessage answer) {
		// a third argument is the error why there is no answer
		boolean refused = PeerMessageCodec.PROTOCOL.decode(answer, 2, Object.class) != null;
		answered(sender, number, refused ? null : answer, 1);
	}

	@Override
	public void left(Room room, RoomMember member) {
		Map<Long, PendingRequest> questions = this.open.get(member.id());
		if (questions != null) {
			List.copyOf(questions.values()).forEach((question) -> question.left(room, member.id()));
		}
	}

	@Override
	public boolean handles(String event) {
		return false;
	}

	@Override
	public CompletionStage<RelayOutcome> onMessage(Peer sender, @Nullable Room room, RawMessage message) {
		return CompletableFuture.completedFuture(new RelayOutcome.Relayed(message));
	}

	private @Nullable PendingRequest find(PeerId id, long number) {
		Map<Long, PendingRequest> questions = this.open.get(id);
		return (questions != null) ? questions.get(number) : null;
	}

	private void add(PeerId id, PendingRequest question) {
		this.open.compute(id, (key, existing) -> {
			Map<Long, PendingRequest> questions = (existing != null) ? existing : new ConcurrentHashMap<>();
			questions.put(question.number(), question);
			return questions;
		});
	}

	private void close(PendingRequest question) {
		question.expire();
		question.asked().forEach((recipient) -> this.open.computeIfPresent(recipient.id(), (id, questions) -> {
			questions.remove(question.number());
			return questions.isEmpty() ? null : questions;
		}));
	}

	// Never inline: stages of the application would run on an event loop.
	private void execute(Runnable task) {
		try {
			this.executor.execute(task);
		}
		catch (RejectedExecutionException ex) {
			ForkJoinPool.commonPool().execute(task);
		}
	}

}

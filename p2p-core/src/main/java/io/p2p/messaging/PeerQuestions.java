package io.p2p.messaging;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;
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
	 * Open a question with a number that no other question of this server has.
	 * @param result completed with the outcome, on the executor; if the application
	 * completes or cancels it, the question ends
	 */
	PendingRequest open(Duration timeout, CompletableFuture<Outcome> result) {
		return open(1 + this.last.getAndIncrement() % MAX_NUMBER, timeout, result);
	}

	/**
	 * Open a question to peers at several servers, each of which asks on its own. Its
	 * number is random: answers come to all servers that follow the room, and one takes
	 * those to its own numbers from those whom it has asked. That two servers ask one
	 * peer under one number at a time is as unlikely as one in 2^32 for each pair of
	 * questions.
	 * @param result as for {@link #open}
	 */
	PendingRequest openAmongServers(Duration timeout, CompletableFuture<Outcome> result) {
		return open(ThreadLocalRandom.current().nextLong(1, MAX_NUMBER + 1), timeout, result);
	}

	/**
	 * End a question that cannot be asked.
	 */
	void fail(CompletableFuture<?> result, Throwable failure) {
		execute(() -> result.completeExceptionally(
				(failure instanceof CompletionException && failure.getCause() != null) ? failure.getCause() : failure));
	}

	/**
	 * Run a task when a question is over, on the executor.
	 */
	void whenOver(PendingRequest question, Runnable task) {
		question.timer().whenComplete((ended, failure) -> execute(task));
	}

	private PendingRequest open(long number, Duration timeout, CompletableFuture<Outcome> result) {
		PendingRequest question = new PendingRequest(number, (outcome) -> execute(() -> result.complete(outcome)));
		question.timer()
			.orTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
			.whenComplete((ended, failure) -> close(question));
		result.whenComplete((outcome, failure) -> question.timer().complete(null));
		return question;
	}

	/**
	 * Add recipients to a question, before it is sent to them.
	 */
	void add(PendingRequest question, List<Recipient> recipients) {
		for (Recipient recipient : recipients) {
			add(recipient.id(), question);
			if (!question.add(recipient)) {
				remove(recipient.id(), question);
			}
			else if (!recipient.isThere()) {
				// left() may have been called before the question was added
				question.left(recipient.room(), recipient.id());
			}
		}
	}

	private void answered(Peer peer, long number, @Nullable RawMessage message, int index) {
		PendingRequest question = find(peer.id(), number);
		if (question != null) {
			question.answered(peer.id(), (message != null) ? new Answer(message, index) : null);
		}
	}

	/**
	 * Take the answer of a plain peer.
	 * @param answer the answer as the arguments of a message, {@code null} if the peer
	 * cannot answer
	 */
	void onPlainAnswer(Peer sender, long number, @Nullable RawMessage answer) {
		answered(sender, number, answer, 0);
	}

	@Override
	public void onAnswer(Peer sender, long number, RawMessage answer) {
		if (find(sender.id(), number) == null) {
			return;
		}
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
	public CompletionStage<RelayOutcome> onMessage(Peer sender, @Nullable Room room, RawMessage message, long number) {
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
		question.asked().forEach((id) -> remove(id, question));
	}

	private void remove(PeerId id, PendingRequest question) {
		this.open.computeIfPresent(id, (key, questions) -> {
			questions.remove(question.number(), question);
			return questions.isEmpty() ? null : questions;
		});
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

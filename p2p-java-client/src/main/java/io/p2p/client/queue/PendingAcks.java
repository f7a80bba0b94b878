package io.p2p.client.queue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import io.p2p.client.loop.Loop;
import io.p2p.client.loop.Timer;
import io.p2p.client.wire.Failure;
import io.p2p.client.wire.ReceivedEvent;

/**
 * The events that wait for an answer. Used in the loop of their room.
 *
 * @since 0.1.0
 */
public final class PendingAcks {

	private final Loop loop;

	private final Map<Long, Question> pending = new LinkedHashMap<>();

	/**
	 * Create a store without questions.
	 * @param loop the loop of their room
	 */
	public PendingAcks(Loop loop) {
		this.loop = loop;
	}

	/**
	 * Begin to wait.
	 * @param ack the number of the question
	 * @param event the name of its event
	 * @param ofRoom whether all answers are wanted, or that of one peer
	 * @param timeoutMs the time for the answers, 0 for any
	 * @param answers gets them
	 */
	public void open(long ack, String event, boolean ofRoom, double timeoutMs, Answers answers) {
		Timer timer = new Timer(this.loop);
		Question question = new Question(event, ofRoom, answers, timer);
		this.pending.put(ack, question);
		if (timeoutMs > 0) {
			timer.start(timeoutMs, () -> {
				List<String> silent = (question.missing != null) ? List.copyOf(question.missing) : List.of();
				fail(ack, Failure.of("timeout", "some peers did not answer").event(event).peers(silent));
			});
		}
	}

	/**
	 * These peers are asked; for a room nobody else's answer counts.
	 * @param ack the number of the question
	 * @param peers their ids
	 */
	public void asked(long ack, List<String> peers) {
		Question question = this.pending.get(ack);
		if (question != null) {
			question.missing = new LinkedHashSet<>(peers);
			settle(ack, question);
		}
	}

	/**
	 * A peer has answered.
	 * @param ack the number of the question
	 * @param peer its id
	 * @param answer the answer
	 */
	public void answered(long ack, String peer, ReceivedEvent answer) {
		Question question = this.pending.get(ack);
		if (question != null && question.missing != null && question.missing.remove(peer)) {
			question.come.put(peer, answer);
			settle(ack, question);
		}
	}

	/**
	 * A peer cannot answer any more: one question, or all that it was asked.
	 * @param peer its id
	 * @param code why, for programs
	 * @param ack the question, 0 for all
	 * @return whether that ended one
	 */
	public boolean gone(String peer, String code, long ack) {
		boolean rejected = false;
		for (Map.Entry<Long, Question> entry : new ArrayList<>(this.pending.entrySet())) {
			Question question = entry.getValue();
			if ((ack != 0 && ack != entry.getKey()) || question.missing == null || !question.missing.remove(peer)) {
				continue;
			}
			if (question.ofRoom) {
				settle(entry.getKey(), question);
			}
			else {
				Failure failure = Failure.of(code, "a peer did not answer").peer(peer).event(question.event);
				rejected = fail(entry.getKey(), failure);
			}
		}
		return rejected;
	}

	/**
	 * End all that were asked, or every question.
	 * @param code why, for programs
	 * @param message why, for developers
	 * @param alsoUnasked whether those end that nobody was asked yet
	 */
	public void failAll(String code, String message, boolean alsoUnasked) {
		for (Map.Entry<Long, Question> entry : new ArrayList<>(this.pending.entrySet())) {
			if (alsoUnasked || entry.getValue().missing != null) {
				fail(entry.getKey(), Failure.of(code, message).event(entry.getValue().event));
			}
		}
	}

	/**
	 * End a question without an answer.
	 * @param ack its number
	 * @param failure why
	 * @return {@code false} if it is not open
	 */
	public boolean fail(long ack, Failure failure) {
		Question question = close(ack);
		if (question != null) {
			question.answers.failed(failure, question.come);
		}
		return question != null;
	}

	/**
	 * Nobody waits any more.
	 * @param ack the number of the question
	 */
	public void forget(long ack) {
		close(ack);
	}

	private void settle(long ack, Question question) {
		if (question.missing != null && question.missing.isEmpty()) {
			close(ack);
			question.answers.complete(question.come);
		}
	}

	private @Nullable Question close(long ack) {
		Question question = this.pending.remove(ack);
		if (question != null) {
			question.timer.stop();
		}
		return question;
	}

	/**
	 * Gets the answers to a question.
	 */
	public interface Answers {

		/**
		 * All have answered who are still there.
		 * @param answers their answers, by their ids
		 */
		void complete(Map<String, ReceivedEvent> answers);

		/**
		 * There is no answer, or not from everybody.
		 * @param failure why
		 * @param answers those that came, by the ids of their peers
		 */
		void failed(Failure failure, Map<String, ReceivedEvent> answers);

	}

	private static final class Question {

		private final String event;

		private final boolean ofRoom;

		private final Answers answers;

		private final Timer timer;

		private final Map<String, ReceivedEvent> come = new HashMap<>();

		// who has not answered yet; none before anybody was asked
		private @Nullable Set<String> missing;

		Question(String event, boolean ofRoom, Answers answers, Timer timer) {
			this.event = event;
			this.ofRoom = ofRoom;
			this.answers = answers;
			this.timer = timer;
		}

	}

}

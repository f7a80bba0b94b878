package io.p2p.messaging;

import java.lang.reflect.Type;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.util.Assert;
import tools.jackson.core.JacksonException;

import io.p2p.messaging.PendingRequest.Outcome;
import io.p2p.peer.EventLimits;
import io.p2p.peer.PeerId;

/**
 * The peers of a room or of a user to send to, looked up at each call. May be kept and
 * used again. Thread-safe.
 *
 * @since 0.1.0
 */
public final class PeersTarget {

	private final MessageSender sender;

	private final Address address;

	private final Set<PeerId> except;

	private final Duration timeout;

	PeersTarget(MessageSender sender, Address address, Set<PeerId> except, Duration timeout) {
		this.sender = sender;
		this.address = address;
		this.except = except;
		this.timeout = timeout;
	}

	/**
	 * The same peers without some.
	 * @param peers the peers to leave out, in addition to those left out already
	 * @return the target
	 */
	public PeersTarget except(PeerId... peers) {
		Set<PeerId> all = new HashSet<>(this.except);
		Collections.addAll(all, peers);
		return new PeersTarget(this.sender, this.address, Set.copyOf(all), this.timeout);
	}

	/**
	 * The same peers with another timeout for answers.
	 * @param timeout the timeout, at least a millisecond; 10 seconds by default
	 * @return the target
	 */
	public PeersTarget timeout(Duration timeout) {
		return new PeersTarget(this.sender, this.address, this.except, checked(timeout));
	}

	/**
	 * Send an event.
	 * @param event the name of the event
	 * @param arguments the arguments, which the application's mapper writes; a
	 * {@code byte[]} in them, at any depth, goes as binary
	 * @return how many peers it was sent to, lost ones included; {@code 0} if there is no
	 * such room or user. Plain peers are left out if the event has more than
	 * {@value EventLimits#MAX_PLAIN_BINARIES} binaries. In one process it is completed
	 * already; where several servers share rooms, when the event is on its way, and it
	 * fails if what they share cannot be reached
	 * @throws IllegalArgumentException if the name is one of the protocol or of
	 * Socket.IO, or the arguments are beyond {@link EventLimits}
	 * @throws JacksonException if an argument cannot be written
	 */
	public CompletableFuture<Integer> send(String event, @Nullable Object... arguments) {
		return this.sender.send(this.address, this.except, event, arguments);
	}

	/**
	 * Send an event and get the answers of the peers that are there now. A peer that
	 * leaves before it answers is left out. The future completes on the handlers'
	 * executor, never on an event loop; if it is cancelled, answers are ignored.
	 * @param <T> the type of the answers
	 * @param event the name of the event
	 * @param answerType the type of the answers; {@code byte[]} for binary
	 * @param arguments the arguments, as in {@link #send}
	 * @return the answers by peer, {@code null} for an empty one; no answers if there is
	 * no such room or user; fails with a {@link NotAnsweredException}, which has the
	 * answers that came, if some did not come in time or could not be read
	 * @throws IllegalArgumentException if the name is one of the protocol or of
	 * Socket.IO, or the arguments are beyond {@link EventLimits}
	 * @throws JacksonException if an argument cannot be written
	 */
	public <T> CompletableFuture<Map<PeerId, @Nullable T>> ask(String event, Class<T> answerType,
			@Nullable Object... arguments) {
		return ask(event, (Type) answerType, arguments);
	}

	/**
	 * Send an event and get the answers, of a generic type.
	 * @param <T> the type of the answers
	 * @param event the name of the event
	 * @param answerType the generic type of the answers
	 * @param arguments the arguments, as in {@link #send}
	 * @return as in {@link #ask(String, Class, Object...)}
	 * @throws IllegalArgumentException if the name is one of the protocol or of
	 * Socket.IO, or the arguments are beyond {@link EventLimits}
	 * @throws JacksonException if an argument cannot be written
	 */
	public <T> CompletableFuture<Map<PeerId, @Nullable T>> ask(String event, ParameterizedTypeReference<T> answerType,
			@Nullable Object... arguments) {
		return ask(event, answerType.getType(), arguments);
	}

	private <T> CompletableFuture<Map<PeerId, @Nullable T>> ask(String event, Type type, @Nullable Object[] arguments) {
		CompletableFuture<Outcome> outcome = this.sender.ask(this.address, this.except, this.timeout, event, arguments);
		return cancelling(outcome, outcome.thenApply((result) -> read(result, type)));
	}

	@SuppressWarnings("unchecked") // the codec makes what it is told to, or throws
	private <T> Map<PeerId, @Nullable T> read(Outcome outcome, Type type) {
		Map<PeerId, @Nullable T> answers = new HashMap<>();
		Set<PeerId> missing = new HashSet<>(outcome.missing());
		JacksonException[] unreadable = new JacksonException[1];
		outcome.answers().forEach((id, answer) -> {
			try {
				answers.put(id, (T) this.sender.decode(answer, type));
			}
			catch (JacksonException ex) {
				missing.add(id);
				unreadable[0] = ex;
			}
		});
		if (!missing.isEmpty()) {
			throw new NotAnsweredException(
					missing.size() + " of " + (missing.size() + answers.size())
							+ " peers have not answered, or not with a " + type.getTypeName(),
					answers, missing, outcome.timedOut(), unreadable[0]);
		}
		return answers;
	}

	/**
	 * Have the question end when the application's future is completed or cancelled.
	 */
	static <T> CompletableFuture<T> cancelling(CompletableFuture<Outcome> outcome, CompletableFuture<T> result) {
		result.whenComplete((value, failure) -> outcome.cancel(false));
		return result;
	}

	static Duration checked(Duration timeout) {
		Assert.isTrue(timeout.toMillis() > 0, "'timeout' must be at least a millisecond");
		return timeout;
	}

}

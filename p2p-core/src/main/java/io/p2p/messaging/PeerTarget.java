package io.p2p.messaging;

import java.lang.reflect.Type;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;
import org.springframework.core.ParameterizedTypeReference;
import tools.jackson.core.JacksonException;

import io.p2p.messaging.PendingRequest.Answer;
import io.p2p.messaging.PendingRequest.Outcome;
import io.p2p.peer.EventLimits;
import io.p2p.peer.RefusedException;

/**
 * One peer to send to, looked up at each call. May be kept and used again. Thread-safe.
 *
 * @since 0.1.0
 */
public final class PeerTarget {

	private final MessageSender sender;

	private final Address.One address;

	private final Duration timeout;

	PeerTarget(MessageSender sender, Address.One address, Duration timeout) {
		this.sender = sender;
		this.address = address;
		this.timeout = timeout;
	}

	/**
	 * The same peer with another timeout for answers.
	 * @param timeout the timeout, at least a millisecond; 10 seconds by default
	 * @return the target
	 */
	public PeerTarget timeout(Duration timeout) {
		return new PeerTarget(this.sender, this.address, PeersTarget.checked(timeout));
	}

	/**
	 * Send an event.
	 * @param event the name of the event
	 * @param arguments the arguments, which the application's mapper writes; a
	 * {@code byte[]} in them, at any depth, goes as binary
	 * @return whether the peer is there: connected, or lost and may come back. It fails
	 * with a {@link RefusedException} if the peer is plain, and the event has more than
	 * {@value EventLimits#MAX_PLAIN_BINARIES} binaries. In one process it is completed
	 * already; where several servers share rooms, when the event is on its way, and it
	 * fails if what they share cannot be reached
	 * @throws IllegalArgumentException if the name is one of the protocol or of
	 * Socket.IO, or the arguments are beyond {@link EventLimits}
	 * @throws JacksonException if an argument cannot be written
	 */
	public CompletableFuture<Boolean> send(String event, @Nullable Object... arguments) {
		return this.sender.send(this.address, Set.of(), event, arguments).thenApply((count) -> count > 0);
	}

	/**
	 * Send an event and get the peer's answer. The future completes on the handlers'
	 * executor, never on an event loop; if it is cancelled, the answer is ignored.
	 * @param <T> the type of the answer
	 * @param event the name of the event
	 * @param answerType the type of the answer; {@code byte[]} for binary
	 * @param arguments the arguments, as in {@link #send}
	 * @return the answer, {@code null} if the peer gave none; fails with a
	 * {@link NotAnsweredException}
	 * @throws IllegalArgumentException if the name is one of the protocol or of
	 * Socket.IO, or the arguments are beyond {@link EventLimits}
	 * @throws JacksonException if an argument cannot be written
	 */
	public <T> CompletableFuture<@Nullable T> ask(String event, Class<T> answerType, @Nullable Object... arguments) {
		return ask(event, (Type) answerType, arguments);
	}

	/**
	 * Send an event and get the peer's answer, of a generic type.
	 * @param <T> the type of the answer
	 * @param event the name of the event
	 * @param answerType the generic type of the answer
	 * @param arguments the arguments, as in {@link #send}
	 * @return as in {@link #ask(String, Class, Object...)}
	 * @throws IllegalArgumentException if the name is one of the protocol or of
	 * Socket.IO, or the arguments are beyond {@link EventLimits}
	 * @throws JacksonException if an argument cannot be written
	 */
	public <T> CompletableFuture<@Nullable T> ask(String event, ParameterizedTypeReference<T> answerType,
			@Nullable Object... arguments) {
		return ask(event, answerType.getType(), arguments);
	}

	private <T> CompletableFuture<@Nullable T> ask(String event, Type type, @Nullable Object[] arguments) {
		CompletableFuture<Outcome> outcome = this.sender.ask(this.address, Set.of(), this.timeout, event, arguments);
		return PeersTarget.cancelling(outcome, outcome.thenApply((result) -> read(result, type)));
	}

	@SuppressWarnings({ "unchecked", "TypeParameterUnusedInFormals" }) // as in
																		// PeersTarget
	private <T> @Nullable T read(Outcome outcome, Type type) {
		Answer answer = outcome.answers().get(this.address.peer());
		if (answer == null) {
			throw notAnswered(why(outcome), outcome.timedOut(), null);
		}
		try {
			return (T) this.sender.decode(answer, type);
		}
		catch (JacksonException ex) {
			throw notAnswered("has answered something that is no " + type.getTypeName(), false, ex);
		}
	}

	private String why(Outcome outcome) {
		if (outcome.timedOut()) {
			return "has not answered in time";
		}
		if (outcome.asked() == 0) {
			return "is not there";
		}
		return outcome.missing().isEmpty() ? "has left before it answered"
				: "cannot be asked this, or its answer is more than the server takes";
	}

	private NotAnsweredException notAnswered(String what, boolean timedOut, @Nullable Throwable cause) {
		return new NotAnsweredException("Peer " + this.address.peer() + " " + what, Map.of(),
				Set.of(this.address.peer()), timedOut, cause);
	}

}

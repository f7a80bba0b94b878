package io.p2p.peer;

import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;

import org.jspecify.annotations.Nullable;

/**
 * Sends messages to peers. Thread-safe; never blocks. Socket.IO clients do not take more
 * than {@value EventLimits#MAX_PLAIN_BINARIES} binaries in a message: one with more is
 * sent to no recipient, and the caller gets a {@link RefusedException}.
 *
 * @since 0.1.0
 */
public interface PeerSender {

	/**
	 * Send a message to peers. A peer that has gone is left out.
	 * @param recipients the receivers
	 * @param message the message, encoded once for all of them
	 */
	void send(Collection<? extends Peer> recipients, RawMessage message);

	/**
	 * Send an announcement to peers, such as that a member has joined. It keeps its order
	 * with other messages to each of them, but may wait up to 100 ms so that several
	 * leave together.
	 * @param audience what the recipients have in common, such as their room: equal for
	 * announcements to the same or nearly the same recipients
	 * @param recipients the receivers
	 * @param message the message, without binaries, encoded once for all of them
	 */
	default void announce(Object audience, Collection<? extends Peer> recipients, RawMessage message) {
		send(recipients, message);
	}

	/**
	 * Send an announcement to one of an audience, in order with those to all of it.
	 * @param audience the audience, as for announcements to all
	 * @param recipient the receiver
	 * @param message the message, without binaries
	 */
	default void announce(Object audience, Peer recipient, RawMessage message) {
		send(List.of(recipient), message);
	}

	/**
	 * Send a message to peers, and have a task run when the sessions of all of them have
	 * it. It need not have left the server by then.
	 * @param recipients the receivers, at least one
	 * @param message the message, encoded once for all of them
	 * @param handedOver run once, on any thread; it must be quick
	 */
	default void send(Collection<? extends Peer> recipients, RawMessage message, Runnable handedOver) {
		send(recipients, message);
		handedOver.run();
	}

	/**
	 * Send a message to those peers that take it at once: that are connected, and for
	 * which hardly anything waits to leave. It is not sent to the others later.
	 * @param recipients the receivers
	 * @param message the message, encoded once for all of them
	 * @param dropped run for each receiver that does not get it, on any thread
	 */
	default void sendVolatile(Collection<? extends Peer> recipients, RawMessage message, Runnable dropped) {
		send(recipients, message);
	}

	/**
	 * Send a message to plain peers, and ask for Socket.IO's acknowledgement.
	 * @param recipients the receivers
	 * @param message the message, encoded once for all of them
	 * @param answered gets each peer that answers, once at most, and its answer as the
	 * arguments of a message without a name, or {@code null} if the answer was too large
	 */
	void ask(Collection<? extends Peer> recipients, RawMessage message,
			BiConsumer<Peer, @Nullable RawMessage> answered);

	/**
	 * Send a message to peers, and tell when it has left the server.
	 * @param recipients the receivers
	 * @param message the message, encoded once for all of them
	 * @return completes, never exceptionally, once the message has been written to the
	 * connection of every recipient that has not gone
	 */
	CompletionStage<Void> sendFully(Collection<? extends Peer> recipients, RawMessage message);

}

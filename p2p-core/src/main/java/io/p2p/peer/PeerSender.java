package io.p2p.peer;

import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;

import org.jspecify.annotations.Nullable;

/**
 * The way out to peers. Callable from any thread; never blocks. No Socket.IO client takes
 * a message with more than {@value EventLimits#MAX_PLAIN_BINARIES} binaries: it is sent
 * to nobody, and the caller gets a {@link RefusedException}.
 *
 * @since 0.1.0
 */
public interface PeerSender {

	/**
	 * Send a message to peers. A peer that has gone is passed over.
	 * @param recipients who gets it
	 * @param message the message, encoded once for all of them
	 */
	void send(Collection<? extends Peer> recipients, RawMessage message);

	/**
	 * Send a message to peers that is no hurry, such as who comes and who goes. It keeps
	 * its place among what each of them is sent, but may wait some milliseconds so that
	 * several leave together.
	 * @param audience what the recipients are of, such as their room: equal for messages
	 * that go to the same, or to almost the same
	 * @param recipients who gets it
	 * @param message the message, without binaries, encoded once for all of them
	 */
	default void announce(Object audience, Collection<? extends Peer> recipients, RawMessage message) {
		send(recipients, message);
	}

	/**
	 * Send such a message to one of an audience. It keeps its place among what is
	 * announced to all of them.
	 * @param audience what the recipient is of, as for announcements to all
	 * @param recipient who gets it
	 * @param message the message, without binaries
	 */
	default void announce(Object audience, Peer recipient, RawMessage message) {
		send(List.of(recipient), message);
	}

	/**
	 * Send a message to peers and learn when it has been handed to the sessions of all of
	 * them. It need not have left the server by then.
	 * @param recipients who gets it, at least one
	 * @param message the message, encoded once for all of them
	 * @param handedOver run once, on any thread; it must be quick
	 */
	default void send(Collection<? extends Peer> recipients, RawMessage message, Runnable handedOver) {
		send(recipients, message);
		handedOver.run();
	}

	/**
	 * Send a message to plain peers, and ask for Socket.IO's acknowledgement.
	 * @param recipients who gets it
	 * @param message the message, encoded once for all of them
	 * @param answered told who answered and with what, at most once for each; the message
	 * has the answer as its arguments, and no name; {@code null} in its place if the
	 * answer was more than the server takes
	 */
	void ask(Collection<? extends Peer> recipients, RawMessage message,
			BiConsumer<Peer, @Nullable RawMessage> answered);

	/**
	 * Send a message to peers and learn when it has left the server.
	 * @param recipients who gets it
	 * @param message the message, encoded once for all of them
	 * @return completes, never exceptionally, once the message has been written to the
	 * connection of every recipient that has not gone
	 */
	CompletionStage<Void> sendFully(Collection<? extends Peer> recipients, RawMessage message);

}

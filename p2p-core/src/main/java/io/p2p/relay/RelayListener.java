package io.p2p.relay;

import java.util.concurrent.CompletionStage;

import org.jspecify.annotations.Nullable;

import io.p2p.peer.Peer;
import io.p2p.peer.RawMessage;
import io.p2p.room.Room;

/**
 * Somebody who sees events before they are relayed, and may change or stop them.
 *
 * @since 0.1.0
 */
public interface RelayListener {

	/**
	 * Whether this listener wants to see an event. Called for every event on an event
	 * loop: it must be quick.
	 * @param event the name of the event
	 * @return whether to call {@link #onMessage}
	 */
	boolean handles(String event);

	/**
	 * Whether events of this name are for the server alone. Called on an event loop: it
	 * must be quick.
	 * @param event the name of the event
	 * @return whether this listener handles the event and its outcome is never
	 * {@link RelayOutcome.Relayed}
	 */
	default boolean answers(String event) {
		return false;
	}

	/**
	 * See an event. Called on an event loop: it must hand work over to another thread.
	 * The sender's later events wait until the result is there.
	 * @param sender who sent it
	 * @param room where it is relayed, {@code null} if it is for the server alone and the
	 * sender is not in exactly one room
	 * @param message the event
	 * @return what becomes of it. If it completes exceptionally, nothing is relayed and
	 * the sender is told
	 */
	CompletionStage<? extends RelayOutcome> onMessage(Peer sender, @Nullable Room room, RawMessage message);

	/**
	 * See the answer of a library peer to something that the server has asked. Called on
	 * an event loop: it must be quick.
	 * @param sender who answers, whatever it was asked
	 * @param question the number that the question had, as the peer says
	 * @param answer the answer: a message without a name, whose arguments are
	 * {@code null} and the answer
	 */
	default void onAnswer(Peer sender, long question, RawMessage answer) {
	}

}

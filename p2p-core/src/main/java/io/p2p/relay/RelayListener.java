package io.p2p.relay;

import java.util.concurrent.CompletionStage;

import org.jspecify.annotations.Nullable;

import io.p2p.peer.Peer;
import io.p2p.peer.RawMessage;
import io.p2p.room.Room;

/**
 * Sees events before they are relayed, and may change or stop them.
 *
 * @since 0.1.0
 */
public interface RelayListener {

	/**
	 * Whether this listener handles an event. Called for every event on an event loop: it
	 * must be quick.
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
	 * Handle an event. Called on any thread, often an event loop: it must hand work over
	 * to another thread. The sender's later events wait until the result completes.
	 * @param sender the sender
	 * @param room the room of the event, {@code null} if it is for the server alone and
	 * the sender is not in exactly one room
	 * @param message the event
	 * @param number the number of the event in its sender's session, 0 for one that never
	 * comes again: see {@link io.p2p.peer.PeerMessage#id()}
	 * @return the outcome. If it completes exceptionally, nothing is relayed and the
	 * sender is told
	 */
	CompletionStage<? extends RelayOutcome> onMessage(Peer sender, @Nullable Room room, RawMessage message,
			long number);

	/**
	 * Handle the answer of a library peer to a question of the server. Called on an event
	 * loop: it must be quick. Where several servers share rooms, each that follows the
	 * room is called, while the room is locked, with the answers of plain peers too.
	 * @param sender the peer that answers, which may not have been asked
	 * @param question the number of the question, as the peer says
	 * @param answer the answer: a message without a name, whose arguments are
	 * {@code null} and the answer
	 */
	default void onAnswer(Peer sender, long question, RawMessage answer) {
	}

}

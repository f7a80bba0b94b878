package io.p2p.relay;

import java.util.concurrent.CompletionStage;

import org.jspecify.annotations.Nullable;

import io.p2p.peer.Path;
import io.p2p.peer.Peer;
import io.p2p.peer.RawMessage;
import io.p2p.relay.queue.Reply;
import io.p2p.room.Room;
import io.p2p.room.Stay;

/**
 * Carries what peers send to each other in rooms to those who get it, in order for each
 * pair of them. Called on event loops; never blocks.
 *
 * @since 0.1.0
 */
public interface RoomCarrier {

	/**
	 * Carry an event to its receivers, and acknowledge it.
	 * @param sender the sender
	 * @param stay its stay in the room
	 * @param header has the receivers
	 * @param message the event
	 * @param handedOver run when it has been handed over, {@code null} if nobody waits
	 * @param reply acknowledges or refuses the event
	 */
	void event(Peer sender, Stay stay, RelayHeader header, RawMessage message, @Nullable Runnable handedOver,
			Reply reply);

	/**
	 * Carry a volatile event to those of its receivers that take it at once.
	 * @param sender the sender
	 * @param stay its stay in the room
	 * @param header has the receivers and the number of the event
	 * @param message the event
	 */
	void volatileEvent(Peer sender, Stay stay, RelayHeader header, RawMessage message);

	/**
	 * Carry a message of the protocol to one member of a room.
	 * @param room the room
	 * @param sender the member that has sent it, {@code null} for the server
	 * @param target the receiver
	 * @param message the message as its client gets it
	 * @param number the number of the sender's request in its session, 0 for none
	 * @return completes when the message is on its way
	 */
	CompletionStage<?> direct(Room room, @Nullable Peer sender, Peer target, RawMessage message, long number);

	/**
	 * Carry to one member that the sender's events to it take another path.
	 * @param sender the sender
	 * @param stay its stay in the room
	 * @param target the receiver
	 * @param message the message as the receiver gets it
	 * @param path the path from now on
	 * @param number the number of the sender's request in its session, 0 for none
	 * @return completes when the message is on its way
	 */
	CompletionStage<?> path(Peer sender, Stay stay, Peer target, RawMessage message, Path path, long number);

	/**
	 * Carry a part of an event to its receivers.
	 * @param sender the sender
	 * @param stay its stay in the room
	 * @param header has the receivers
	 * @param part the part as library peers get it
	 * @param number the number of the sender's request in its session, 0 for none
	 * @return completes when the part has been written to the connections of all of them
	 */
	CompletionStage<?> part(Peer sender, Stay stay, RelayHeader header, RawMessage part, long number);

	/**
	 * Carry the answer of a library peer to the server that has asked.
	 * @param sender the peer
	 * @param room the room of the question
	 * @param question the number of the question, as the peer says
	 * @param answer the answer, as {@link AnswerListener} gets it
	 * @param number the number of the sender's request in its session, 0 for none
	 * @return completes when the answer is on its way
	 */
	CompletionStage<?> answer(Peer sender, Room room, long question, RawMessage answer, long number);

	/**
	 * Set who gets answers to the questions of this server. Called once, at first.
	 * @param listener gets the answers; it does not mind those to other questions
	 */
	void answersTo(AnswerListener listener);

	/**
	 * Counts of what has been carried since the start.
	 * @return live counts
	 */
	RelayCounts counts();

}

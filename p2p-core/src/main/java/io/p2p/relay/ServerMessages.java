package io.p2p.relay;

import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;

import org.jspecify.annotations.Nullable;

import io.p2p.peer.PeerId;
import io.p2p.peer.RawMessage;
import io.p2p.room.Room;
import io.p2p.room.RoomMember;
import io.p2p.room.log.RoomEvent;
import io.p2p.room.replica.ClusterRoomManager;

/**
 * Sends events of the application through the logs of rooms that several servers share,
 * so that they are in one order with what peers send.
 *
 * @since 0.1.0
 */
public final class ServerMessages {

	private final ClusterRoomManager rooms;

	/**
	 * Create a sender.
	 * @param rooms has the logs
	 */
	public ServerMessages(ClusterRoomManager rooms) {
		this.rooms = rooms;
	}

	/**
	 * Send an event to members of a room, at whichever servers they are.
	 * @param room the name of the room
	 * @param to the only receiver, {@code null} for all members
	 * @param except members that do not get it
	 * @param question the number under which answers are asked for, 0 for none
	 * @param message the event
	 * @param receivers gets the room and those members who are to get the event, those
	 * too whose clients do not take it; called before any of them gets it, while the room
	 * is locked, if there is such a room
	 * @return completes when the event is on its way
	 */
	public CompletionStage<?> send(String room, @Nullable PeerId to, Set<PeerId> except, long question,
			RawMessage message, BiConsumer<Room, List<RoomMember>> receivers) {
		CarriedMessage carried = new CarriedMessage((to != null) ? to.value() : null,
				except.stream().map(PeerId::value).toList(), 0, question, "", message);
		return this.rooms.append(room, new RoomEvent(ReplicatedCarrier.MESSAGE, carried.write()), (at) -> receivers
			.accept(at, at.members().stream().filter((member) -> carried.isFor(member.id(), null)).toList()));
	}

}

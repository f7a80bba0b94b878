package io.p2p.signaling;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.p2p.peer.LocalPeer;
import io.p2p.peer.RawMessage;
import io.p2p.relay.ReplicatedCarrier;
import io.p2p.room.Room;
import io.p2p.room.Room.Position;
import io.p2p.room.replica.ClusterRoomManager;

/**
 * The way back into rooms for a peer that comes from another server, or from an earlier
 * connection to this one: what it has missed is read from the rooms' logs.
 *
 * @since 0.1.0
 */
public final class RoomReturns {

	private final ClusterRoomManager rooms;

	private final ReplicatedCarrier carrier;

	/**
	 * Create a service.
	 * @param rooms the rooms
	 * @param carrier knows the events in their logs
	 */
	public RoomReturns(ClusterRoomManager rooms, ReplicatedCarrier carrier) {
		this.rooms = rooms;
		this.carrier = carrier;
	}

	/**
	 * Have a peer go on in its rooms. What happens in a room from its return on is sent
	 * to the peer before this completes: the caller keeps it behind what was missed.
	 * @param peer the peer, with its generation
	 * @param positions how far it has come in each room
	 * @return what it has missed, in order for each room; empty if it cannot go on: the
	 * peer has left the rooms then
	 */
	public CompletionStage<Optional<List<RawMessage>>> comeBack(LocalPeer peer, Map<String, Position> positions) {
		List<CompletableFuture<Optional<List<RawMessage>>>> rooms = new ArrayList<>();
		positions.forEach((room, position) -> rooms.add(comeBack(peer, room, position).toCompletableFuture()));
		return CompletableFuture.allOf(rooms.toArray(CompletableFuture<?>[]::new)).thenApply((done) -> {
			List<RawMessage> missed = new ArrayList<>();
			for (CompletableFuture<Optional<List<RawMessage>>> room : rooms) {
				if (room.join().isEmpty()) {
					this.rooms.leaveAll(peer);
					return Optional.empty();
				}
				missed.addAll(room.join().get());
			}
			return Optional.of(missed);
		});
	}

	/**
	 * Have a peer go on in one room, as in {@link #comeBack(LocalPeer, Map)}.
	 * @param peer the peer, with its generation
	 * @param room the name of the room
	 * @param since how far it has come there
	 * @return what it has missed, in order; empty if it cannot go on
	 */
	public CompletionStage<Optional<List<RawMessage>>> comeBack(LocalPeer peer, String room, Position since) {
		MissedMessages missed = new MissedMessages(room, peer.id(), this.carrier);
		return this.rooms.comeBack(room, peer).thenCompose((back) -> {
			// a peer that is no member any more may hear why
			long upTo = back.map(Position::offset).orElse(Long.MAX_VALUE);
			return this.rooms.readMissed(room, since, upTo, missed).thenApply((complete) -> {
				boolean known = complete && (back.isEmpty() || back.get().epoch().equals(since.epoch()));
				return (known && (back.isPresent() || missed.isExcused())) ? Optional.of(missed.messages())
						: Optional.empty();
			});
		});
	}

	/**
	 * The plan of links of a peer in its rooms.
	 * @param peer the peer
	 * @return the messages that tell it
	 */
	public List<RawMessage> links(LocalPeer peer) {
		List<RawMessage> links = new ArrayList<>();
		for (Room room : this.rooms.roomsOf(peer.id())) {
			synchronized (room) {
				links.add(RoomMessages.links(room, peer.id()));
			}
		}
		return links;
	}

}

package io.p2p.room;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import io.p2p.peer.PeerId;
import io.p2p.peer.RawJson;

/**
 * Something that happens in a room, as its {@link RoomLog} holds it. What it makes of the
 * room follows from the entries before it, and from nothing else.
 *
 * @param <R> what comes of it
 */
sealed interface RoomEntry<R> {

	/**
	 * Let it happen.
	 */
	R applyTo(LocalRoom room, RoomStateMachine machine);

	/**
	 * A peer joins, or joins again with other data.
	 *
	 * @param invited whether it is let in even if the room is full
	 * @param joined told before anything else happens in the room, on the server that the
	 * peer is connected to
	 */
	record Join(RoomMember member, boolean invited, Consumer<Room> joined) implements RoomEntry<Room> {

		@Override
		public Room applyTo(LocalRoom room, RoomStateMachine machine) {
			machine.enter(room, this);
			return room;
		}

	}

	/**
	 * A plain peer arrives that was moved here, if it has not gone meanwhile.
	 */
	record Arrive(RoomMember member) implements RoomEntry<Boolean> {

		@Override
		public Boolean applyTo(LocalRoom room, RoomStateMachine machine) {
			return machine.arrive(room, this.member);
		}

	}

	/**
	 * The others are to know something else of a member. The result is whether it is one.
	 */
	record Update(PeerId peer, @Nullable RawJson data) implements RoomEntry<Boolean> {

		@Override
		public Boolean applyTo(LocalRoom room, RoomStateMachine machine) {
			return machine.update(room, this.peer, this.data);
		}

	}

	/**
	 * A peer leaves, or is on its way into the room and is not to arrive.
	 *
	 * @param removal why the server takes it out, {@code null} if it goes by itself
	 */
	record Leave(PeerId peer, @Nullable Removal removal) implements RoomEntry<Boolean> {

		@Override
		public Boolean applyTo(LocalRoom room, RoomStateMachine machine) {
			return machine.leave(room, this.peer, this.removal);
		}

	}

	/**
	 * A peer leaves for another room. The result is what it was here, none if it was not.
	 */
	record Move(PeerId peer, String to) implements RoomEntry<Optional<RoomMember>> {

		@Override
		public Optional<RoomMember> applyTo(LocalRoom room, RoomStateMachine machine) {
			return machine.move(room, this.peer, this.to);
		}

	}

	/**
	 * Peers have lost their connections, or have come back.
	 */
	record Connections(List<PeerId> peers) implements RoomEntry<Boolean> {

		@Override
		public Boolean applyTo(LocalRoom room, RoomStateMachine machine) {
			machine.compareConnections(room, this.peers);
			return true;
		}

	}

	/**
	 * The server opens the room.
	 */
	record Open(RoomOptions options) implements RoomEntry<Room> {

		@Override
		public Room applyTo(LocalRoom room, RoomStateMachine machine) {
			machine.open(room, this.options);
			return room;
		}

	}

	/**
	 * The server closes the room. The result is whether there was one.
	 */
	record Close(Removal removal) implements RoomEntry<Boolean> {

		@Override
		public Boolean applyTo(LocalRoom room, RoomStateMachine machine) {
			return machine.close(room, this.removal);
		}

	}

}

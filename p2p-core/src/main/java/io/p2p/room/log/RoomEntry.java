package io.p2p.room.log;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import io.p2p.peer.Peer;
import io.p2p.peer.PeerId;
import io.p2p.peer.RawJson;
import io.p2p.room.Removal;
import io.p2p.room.Room;
import io.p2p.room.RoomMember;
import io.p2p.room.RoomOptions;

/**
 * An entry of a {@link RoomLog}: something that happens in a room. Its effect depends on
 * the entries before it, and on how many rooms a peer is in already.
 *
 * @param <R> the type of its result
 */
sealed interface RoomEntry<R> {

	/**
	 * Apply the entry, while the room is locked.
	 */
	R applyTo(LocalRoom room, RoomStateMachine machine);

	/**
	 * Tell a member that has missed the entry of it.
	 * @param offset the offset of the entry
	 */
	default void missed(long offset, MissedReader reader) {
	}

	/**
	 * A peer joins, or joins again with other data.
	 *
	 * @param invited whether the peer may join even if the room is full
	 * @param joined called before anything else happens in the room, on the peer's server
	 */
	record Join(RoomMember member, boolean invited, Consumer<Room> joined) implements RoomEntry<Room> {

		@Override
		public Room applyTo(LocalRoom room, RoomStateMachine machine) {
			machine.enter(room, this);
			return room;
		}

	}

	/**
	 * A plain peer that was moved to this room joins it, if it has not gone meanwhile.
	 */
	record Arrive(RoomMember member) implements RoomEntry<Boolean> {

		@Override
		public Boolean applyTo(LocalRoom room, RoomStateMachine machine) {
			return machine.arrive(room, this.member);
		}

	}

	/**
	 * A member has other data. The result is {@code false} if the peer is no member.
	 *
	 * @param number the number of the request in the peer's session, 0 for none
	 */
	record Update(PeerId peer, @Nullable RawJson data, long number) implements RoomEntry<Boolean> {

		@Override
		public Boolean applyTo(LocalRoom room, RoomStateMachine machine) {
			return machine.update(room, this.peer, this.data);
		}

		@Override
		public void missed(long offset, MissedReader reader) {
			reader.updated(offset, this.peer, this.data);
		}

	}

	/**
	 * A peer leaves, or is not to arrive if it is being moved here.
	 *
	 * @param removal why the server removes it, {@code null} if it leaves by itself
	 * @param number the number of the request in the peer's session, 0 for none
	 */
	record Leave(PeerId peer, @Nullable Removal removal, long number) implements RoomEntry<Boolean> {

		@Override
		public Boolean applyTo(LocalRoom room, RoomStateMachine machine) {
			return machine.leave(room, this.peer, this.removal);
		}

		@Override
		public void missed(long offset, MissedReader reader) {
			reader.left(offset, this.peer, this.removal, this.number > 0);
		}

	}

	/**
	 * The server disconnects a peer for good, whichever generation of its session is in
	 * the room: it leaves this room, and its session cannot go on.
	 */
	record Dismiss(PeerId peer) implements RoomEntry<Boolean> {

		@Override
		public Boolean applyTo(LocalRoom room, RoomStateMachine machine) {
			return machine.dismiss(room, this.peer);
		}

		@Override
		public void missed(long offset, MissedReader reader) {
			reader.left(offset, this.peer, null, false);
		}

	}

	/**
	 * A peer is moved to another room. The result is its former membership, if any.
	 */
	record Move(PeerId peer, String to) implements RoomEntry<Optional<RoomMember>> {

		@Override
		public Optional<RoomMember> applyTo(LocalRoom room, RoomStateMachine machine) {
			return machine.move(room, this.peer, this.to);
		}

		@Override
		public void missed(long offset, MissedReader reader) {
			reader.left(offset, this.peer, RoomStateMachine.moved(this.to), false);
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
	 * The server closes the room. The result is {@code false} if there was none.
	 */
	record Close(Removal removal) implements RoomEntry<Boolean> {

		@Override
		public Boolean applyTo(LocalRoom room, RoomStateMachine machine) {
			return machine.close(room, this.removal);
		}

		@Override
		public void missed(long offset, MissedReader reader) {
			reader.closed(offset, this.removal);
		}

	}

	/**
	 * A peer is a member from now on, as all servers that share the room have agreed.
	 *
	 * @param generation the generation of the peer's session
	 * @param joined called before anything else happens in the room, on the peer's server
	 */
	record Admit(RoomMember member, long generation, Consumer<Room> joined) implements RoomEntry<Room> {

		@Override
		public Room applyTo(LocalRoom room, RoomStateMachine machine) {
			machine.admit(room, this.member, this.generation, this.joined);
			return room;
		}

		@Override
		public void missed(long offset, MissedReader reader) {
			reader.joined(offset, this.member);
		}

	}

	/**
	 * A plain peer that was moved to this room is a member from now on, as all servers
	 * that share the room have agreed.
	 */
	record Arrived(RoomMember member) implements RoomEntry<Boolean> {

		@Override
		public Boolean applyTo(LocalRoom room, RoomStateMachine machine) {
			machine.admit(room, this.member, 0, (entered) -> {
			});
			return true;
		}

	}

	/**
	 * A member has lost its connection.
	 */
	record Lost(PeerId peer) implements RoomEntry<Boolean> {

		@Override
		public Boolean applyTo(LocalRoom room, RoomStateMachine machine) {
			return machine.lost(room, this.peer);
		}

		@Override
		public void missed(long offset, MissedReader reader) {
			reader.lost(offset, this.peer, true);
		}

	}

	/**
	 * A member is connected again, maybe to another server. The result is {@code false}
	 * if the peer is no member.
	 *
	 * @param peer the peer from now on
	 * @param generation the generation of its session from now on
	 * @param back called before anything else happens in the room, on the peer's server
	 */
	record Back(Peer peer, long generation, Consumer<Room> back) implements RoomEntry<Boolean> {

		@Override
		public Boolean applyTo(LocalRoom room, RoomStateMachine machine) {
			boolean found = machine.back(room, this.peer, this.generation);
			if (found) {
				this.back.accept(room);
			}
			return found;
		}

		@Override
		public void missed(long offset, MissedReader reader) {
			reader.lost(offset, this.peer.id(), false);
		}

	}

	/**
	 * Something that concerns others than the room itself.
	 *
	 * @param from the member that causes it, {@code null} if the server does
	 * @param number the number of its request in its session, 0 for none
	 * @param appended called before anybody hears of it, on the server that has appended
	 * it
	 */
	record Event(@Nullable PeerId from, RoomEvent event, long number,
			Consumer<Room> appended) implements RoomEntry<Boolean> {

		@Override
		public Boolean applyTo(LocalRoom room, RoomStateMachine machine) {
			this.appended.accept(room);
			machine.event(room, this.from, this.event);
			return true;
		}

		@Override
		public void missed(long offset, MissedReader reader) {
			reader.event(offset, this.from, this.event);
		}

	}

}

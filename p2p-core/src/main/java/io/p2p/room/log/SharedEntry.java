package io.p2p.room.log;

import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import io.p2p.peer.Peer;
import io.p2p.peer.PeerId;
import io.p2p.room.Room;
import io.p2p.room.RoomMember;

/**
 * An entry of a log that several servers share, and of no other.
 *
 * @param <R> the type of its result
 * @since 0.1.0
 */
public sealed interface SharedEntry<R> extends RoomEntry<R> {

	/**
	 * A peer is a member from now on, as all servers that share the room have agreed.
	 *
	 * @param member who joins
	 * @param generation the generation of the peer's session
	 * @param joined called before anything else happens in the room, on the peer's server
	 */
	record Admit(RoomMember member, long generation, Consumer<Room> joined) implements SharedEntry<Room> {

		@Override
		public Room applyTo(LocalRoom room, RoomStateMachine machine) {
			machine.admit(room, this.member, this.generation, this.joined);
			return room;
		}

		@Override
		public PeerId peer() {
			return this.member.id();
		}

		@Override
		public <T> T accept(RoomEntryVisitor<T> visitor) {
			return visitor.admit(this);
		}

	}

	/**
	 * A plain peer that was moved to this room is a member from now on, as all servers
	 * that share the room have agreed.
	 *
	 * @param member the peer
	 */
	record Arrived(RoomMember member) implements SharedEntry<Boolean> {

		@Override
		public Boolean applyTo(LocalRoom room, RoomStateMachine machine) {
			machine.admit(room, this.member, 0, (entered) -> {
			});
			return true;
		}

		@Override
		public PeerId peer() {
			return this.member.id();
		}

	}

	/**
	 * A member has lost its connection.
	 *
	 * @param peer the member
	 */
	record Lost(PeerId peer) implements SharedEntry<Boolean> {

		@Override
		public Boolean applyTo(LocalRoom room, RoomStateMachine machine) {
			return machine.lost(room, this.peer);
		}

		@Override
		public <T> T accept(RoomEntryVisitor<T> visitor) {
			return visitor.lost(this);
		}

	}

	/**
	 * A member is connected again, maybe to another server. The result is {@code false}
	 * if the peer is no member.
	 *
	 * @param current the peer from now on
	 * @param generation the generation of its session from now on
	 * @param back called before anything else happens in the room, on the peer's server
	 */
	record Back(Peer current, long generation, Consumer<Room> back) implements SharedEntry<Boolean> {

		@Override
		public Boolean applyTo(LocalRoom room, RoomStateMachine machine) {
			boolean found = machine.back(room, this.current, this.generation);
			if (found) {
				this.back.accept(room);
			}
			return found;
		}

		@Override
		public PeerId peer() {
			return this.current.id();
		}

		@Override
		public <T> T accept(RoomEntryVisitor<T> visitor) {
			return visitor.back(this);
		}

	}

	/**
	 * The server disconnects a peer for good, whichever generation of its session is in
	 * the room: it leaves this room, and its session cannot go on.
	 *
	 * @param peer the peer
	 */
	record Dismiss(PeerId peer) implements SharedEntry<Boolean> {

		@Override
		public Boolean applyTo(LocalRoom room, RoomStateMachine machine) {
			return machine.leave(room, this.peer, null, true);
		}

		@Override
		public <T> T accept(RoomEntryVisitor<T> visitor) {
			return visitor.dismiss(this);
		}

	}

	/**
	 * Something that concerns others than the room itself.
	 *
	 * @param peer the member that causes it, {@code null} if the server does
	 * @param event the event
	 * @param number the number of its request in its session, 0 for none
	 * @param appended called before anybody hears of it, on the server that has appended
	 * it
	 */
	record Event(@Nullable PeerId peer, RoomEvent event, long number,
			Consumer<Room> appended) implements SharedEntry<Boolean> {

		@Override
		public Boolean applyTo(LocalRoom room, RoomStateMachine machine) {
			this.appended.accept(room);
			machine.event(room, this.peer, this.event);
			return true;
		}

		@Override
		public <T> T accept(RoomEntryVisitor<T> visitor) {
			return visitor.event(this);
		}

	}

}

package io.p2p.room.log;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import io.p2p.peer.ErrorCode;
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
 * @since 0.1.0
 */
public sealed interface RoomEntry<R> permits RoomEntry.Join, RoomEntry.Arrive, RoomEntry.Update, RoomEntry.Leave,
		RoomEntry.Move, RoomEntry.Connections, RoomEntry.Open, RoomEntry.Close, SharedEntry {

	/**
	 * Apply the entry, while the room is locked.
	 * @param room the room
	 * @param machine what changes it
	 * @return the result
	 */
	R applyTo(LocalRoom room, RoomStateMachine machine);

	/**
	 * The entry as all servers that share the room have agreed on it: whatever the
	 * limits.
	 * @param generation the generation of the peer's session
	 * @return the entry to apply
	 */
	default RoomEntry<R> agreed(long generation) {
		return this;
	}

	/**
	 * The peer that the entry is about.
	 * @return its id, {@code null} for none, or for several
	 */
	default @Nullable PeerId peer() {
		return null;
	}

	/**
	 * Ask a visitor about the entry.
	 * @param visitor has an answer for each kind
	 * @param <T> the type of the answers
	 * @return its answer
	 */
	default <T> T accept(RoomEntryVisitor<T> visitor) {
		return visitor.other(this);
	}

	/**
	 * A peer joins, or joins again with other data.
	 *
	 * @param member who joins
	 * @param invited whether the peer may join even if the room is full
	 * @param joined called before anything else happens in the room, on the peer's server
	 */
	record Join(RoomMember member, boolean invited, Consumer<Room> joined) implements RoomEntry<Room> {

		@Override
		public Room applyTo(LocalRoom room, RoomStateMachine machine) {
			machine.enter(room, this);
			return room;
		}

		@Override
		public PeerId peer() {
			return this.member.id();
		}

		@Override
		public <T> T accept(RoomEntryVisitor<T> visitor) {
			return visitor.join(this);
		}

		@Override
		public RoomEntry<Room> agreed(long generation) {
			return new SharedEntry.Admit(this.member, generation, this.joined);
		}

	}

	/**
	 * A plain peer that was moved to this room joins it, if it has not gone meanwhile.
	 *
	 * @param member the peer
	 */
	record Arrive(RoomMember member) implements RoomEntry<Boolean> {

		@Override
		public Boolean applyTo(LocalRoom room, RoomStateMachine machine) {
			return machine.arrive(room, this.member);
		}

		@Override
		public PeerId peer() {
			return this.member.id();
		}

		@Override
		public <T> T accept(RoomEntryVisitor<T> visitor) {
			return visitor.arrive(this);
		}

		@Override
		public RoomEntry<Boolean> agreed(long generation) {
			return new SharedEntry.Arrived(this.member);
		}

	}

	/**
	 * A member has other data. The result is {@code false} if the peer is no member.
	 *
	 * @param peer the member
	 * @param data the data, {@code null} for none
	 * @param number the number of the request in the peer's session, 0 for none
	 */
	record Update(PeerId peer, @Nullable RawJson data, long number) implements RoomEntry<Boolean> {

		@Override
		public Boolean applyTo(LocalRoom room, RoomStateMachine machine) {
			return machine.update(room, this.peer, this.data);
		}

		@Override
		public <T> T accept(RoomEntryVisitor<T> visitor) {
			return visitor.update(this);
		}

	}

	/**
	 * A peer leaves, or is not to arrive if it is being moved here.
	 *
	 * @param peer the peer
	 * @param removal why the server removes it, {@code null} if it leaves by itself
	 * @param number the number of the request in the peer's session, 0 for none
	 */
	record Leave(PeerId peer, @Nullable Removal removal, long number) implements RoomEntry<Boolean> {

		@Override
		public Boolean applyTo(LocalRoom room, RoomStateMachine machine) {
			return machine.leave(room, this.peer, this.removal, this.removal != null);
		}

		@Override
		public <T> T accept(RoomEntryVisitor<T> visitor) {
			return visitor.leave(this);
		}

	}

	/**
	 * A peer is moved to another room. The result is its former membership, if any.
	 *
	 * @param peer the member
	 * @param to the name of the other room
	 */
	record Move(PeerId peer, String to) implements RoomEntry<Optional<RoomMember>> {

		@Override
		public Optional<RoomMember> applyTo(LocalRoom room, RoomStateMachine machine) {
			return machine.move(room, this);
		}

		/**
		 * What the peer is told.
		 * @return why it is no member any more
		 */
		public Removal removal() {
			return new Removal(ErrorCode.MOVED, "The server has moved this peer to another room", this.to);
		}

		@Override
		public <T> T accept(RoomEntryVisitor<T> visitor) {
			return visitor.move(this);
		}

	}

	/**
	 * Peers have lost their connections, or have come back.
	 *
	 * @param peers the peers, who know which
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
	 *
	 * @param options its options
	 */
	record Open(RoomOptions options) implements RoomEntry<Room> {

		@Override
		public Room applyTo(LocalRoom room, RoomStateMachine machine) {
			machine.open(room, this.options);
			return room;
		}

		@Override
		public <T> T accept(RoomEntryVisitor<T> visitor) {
			return visitor.open(this);
		}

	}

	/**
	 * The server closes the room. The result is {@code false} if there was none.
	 *
	 * @param removal what its members are told
	 */
	record Close(Removal removal) implements RoomEntry<Boolean> {

		@Override
		public Boolean applyTo(LocalRoom room, RoomStateMachine machine) {
			return machine.close(room, this.removal);
		}

		@Override
		public <T> T accept(RoomEntryVisitor<T> visitor) {
			return visitor.close(this);
		}

	}

}

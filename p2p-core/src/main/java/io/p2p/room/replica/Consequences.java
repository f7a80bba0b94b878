package io.p2p.room.replica;

import java.util.Optional;

import org.jspecify.annotations.Nullable;

import io.p2p.peer.LocalPeer;
import io.p2p.peer.PeerId;
import io.p2p.room.RoomMember;
import io.p2p.room.log.LocalRoom;
import io.p2p.room.log.RoomEntry;
import io.p2p.room.log.RoomEntryVisitor;
import io.p2p.room.log.SharedEntry;

/**
 * What an entry means for the peer of this server that it is about, beside what becomes
 * of the room: something to do when the room is not locked any more. Asked before the
 * entry is applied.
 */
final class Consequences implements RoomEntryVisitor<Optional<Runnable>> {

	private final ReplicatedRoomLog log;

	private final LocalRoom room;

	private final boolean own;

	private final long generation;

	/**
	 * Create consequences of one entry.
	 * @param own whether this server has appended it
	 * @param generation the generation of the peer's session that it is about
	 */
	Consequences(ReplicatedRoomLog log, LocalRoom room, boolean own, long generation) {
		this.log = log;
		this.room = room;
		this.own = own;
		this.generation = generation;
	}

	@Override
	public Optional<Runnable> dismiss(SharedEntry.Dismiss entry) {
		LocalPeer local = local(entry.peer());
		return (local != null) ? Optional.of(local::disconnect) : Optional.empty();
	}

	// Another server has taken this one for dead, or let the peer leave for good.
	@Override
	public Optional<Runnable> leave(RoomEntry.Leave entry) {
		LocalPeer local = (this.own || entry.removal() != null) ? null : local(entry.peer());
		return (local != null && this.generation == local.generation()) ? Optional.of(local::disconnect)
				: Optional.empty();
	}

	// A plain peer cannot join by itself.
	@Override
	public Optional<Runnable> move(RoomEntry.Move entry) {
		RoomMember member = (this.own || local(entry.peer()) == null) ? null : this.room.member(entry.peer());
		return (member != null && member.plain())
				? Optional.of(() -> this.log.append(entry.to(), new RoomEntry.Arrive(member))) : Optional.empty();
	}

	// The peer is somewhere else now.
	@Override
	public Optional<Runnable> back(SharedEntry.Back entry) {
		LocalPeer before = (this.own || entry.current() instanceof LocalPeer) ? null : local(entry.peer());
		return (before != null) ? Optional.of(before::superseded) : Optional.empty();
	}

	@Override
	public Optional<Runnable> other(RoomEntry<?> entry) {
		return Optional.empty();
	}

	private @Nullable LocalPeer local(PeerId id) {
		RoomMember member = this.room.member(id);
		return (member != null && member.peer() instanceof LocalPeer local) ? local : null;
	}

}

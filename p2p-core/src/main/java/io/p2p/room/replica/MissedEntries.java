package io.p2p.room.replica;

import io.p2p.room.Removal;
import io.p2p.room.log.MissedReader;
import io.p2p.room.log.RoomEntry;
import io.p2p.room.log.RoomEntryVisitor;
import io.p2p.room.log.SharedEntry;

/**
 * Tells a member that has missed entries of them.
 */
final class MissedEntries implements RoomEntryVisitor<MissedEntries.Missed> {

	static final MissedEntries INSTANCE = new MissedEntries();

	private MissedEntries() {
	}

	@Override
	public Missed admit(SharedEntry.Admit entry) {
		return (offset, reader) -> reader.joined(offset, entry.member());
	}

	@Override
	public Missed update(RoomEntry.Update entry) {
		return (offset, reader) -> reader.updated(offset, entry.peer(), entry.data());
	}

	@Override
	public Missed leave(RoomEntry.Leave entry) {
		return (offset, reader) -> reader.left(offset, entry.peer(), entry.removal(), entry.number() > 0);
	}

	@Override
	public Missed dismiss(SharedEntry.Dismiss entry) {
		return (offset, reader) -> reader.left(offset, entry.peer(), null, false);
	}

	@Override
	public Missed move(RoomEntry.Move entry) {
		Removal why = entry.removal();
		return (offset, reader) -> reader.left(offset, entry.peer(), why, false);
	}

	@Override
	public Missed close(RoomEntry.Close entry) {
		return (offset, reader) -> reader.closed(offset, entry.removal());
	}

	@Override
	public Missed lost(SharedEntry.Lost entry) {
		return (offset, reader) -> reader.lost(offset, entry.peer(), true);
	}

	@Override
	public Missed back(SharedEntry.Back entry) {
		return (offset, reader) -> reader.lost(offset, entry.peer(), false);
	}

	@Override
	public Missed event(SharedEntry.Event entry) {
		return (offset, reader) -> reader.event(offset, entry.peer(), entry.event());
	}

	@Override
	public Missed other(RoomEntry<?> entry) {
		return (offset, reader) -> {
		};
	}

	/**
	 * What a member has missed.
	 */
	interface Missed {

		void tell(long offset, MissedReader reader);

	}

}

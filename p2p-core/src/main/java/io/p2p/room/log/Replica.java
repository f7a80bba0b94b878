package io.p2p.room.log;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.p2p.cluster.LogBatch;
import io.p2p.cluster.LogEntry;
import io.p2p.cluster.LogEntryKind;
import io.p2p.cluster.RoomFollower;
import io.p2p.cluster.RoomRecord;
import io.p2p.peer.LocalPeer;
import io.p2p.peer.Peer;
import io.p2p.peer.PeerId;
import io.p2p.room.Room.Position;
import io.p2p.room.RoomMember;

/**
 * A room as this server knows it from the log that several servers share. The store calls
 * it with one batch after the other.
 */
final class Replica implements RoomFollower {

	private static final Logger logger = LoggerFactory.getLogger(Replica.class);

	// entries after which the state is stored again, so that others need not read more
	private static final int CHECKPOINT_ENTRIES = 512;

	private final ReplicatedRoomLog log;

	private final LocalRoom room;

	// what is to be done when the room has been loaded, guarded by itself
	private final Queue<Runnable> waiting = new ArrayDeque<>();

	private boolean loaded;

	private volatile String epoch = "";

	private long offset;

	// guarded by the log's map: how many appends have not come to their end
	private int uses;

	Replica(String name, ReplicatedRoomLog log) {
		this.room = new LocalRoom(name);
		this.log = log;
	}

	LocalRoom room() {
		return this.room;
	}

	/**
	 * Do something when the room has been loaded, in the order of the calls.
	 */
	void whenLoaded(Runnable action) {
		synchronized (this.waiting) {
			if (!this.loaded) {
				this.waiting.add(action);
				return;
			}
		}
		action.run();
	}

	@Override
	public void loaded(RoomRecord stored) {
		synchronized (this.room) {
			this.epoch = stored.epoch();
			this.offset = stored.checkpointOffset();
			this.room.position(new Position(this.epoch, this.offset));
			// what has happened before is no news
			this.room.silent(true);
			byte[] state = stored.checkpoint();
			if (state != null) {
				this.log.checkpoints().restore(this.room, state);
			}
			stored.tail().forEach((batch) -> apply(batch, new ArrayList<>()));
			this.room.silent(false);
			this.log.machine().resume(this.room);
		}
		this.log.orphans().check(this);
		runWaiting();
	}

	// Not in the lock: actions may take that of the room, in which others call
	// whenLoaded.
	private void runWaiting() {
		while (true) {
			Runnable next;
			synchronized (this.waiting) {
				next = this.waiting.poll();
				if (next == null) {
					this.loaded = true;
					return;
				}
			}
			next.run();
		}
	}

	@Override
	public void appended(List<LogBatch> batches) {
		List<Runnable> afterwards = new ArrayList<>();
		synchronized (this.room) {
			batches.forEach((batch) -> apply(batch, afterwards));
		}
		afterwards.forEach(Runnable::run);
		batches.forEach(this::checkpointIfDue);
		this.log.dropIfUnused(this);
	}

	private void apply(LogBatch batch, List<Runnable> afterwards) {
		long number = batch.first();
		for (LogEntry entry : batch.entries()) {
			// a checkpoint may be of the midst of a batch
			if (number > this.offset) {
				apply(batch, entry, number, afterwards);
			}
			number++;
		}
	}

	private void apply(LogBatch batch, LogEntry logged, long number, List<Runnable> afterwards) {
		this.offset = number;
		this.room.position(new Position(this.epoch, number));
		PendingEntry<?> own = batch.node().equals(this.log.node()) ? this.log.pending().take(logged.tag()) : null;
		this.room.own(own != null);
		List<PeerId> concerned = concerned(logged);
		try {
			if (own != null) {
				heed(own.entry(), afterwards);
				afterwards.add(own.apply(this.room, this.log.machine()));
			}
			else {
				applyOther(this.log.codec().read(logged), logged.generation(), afterwards);
			}
			PeerId peer = new PeerId(logged.peer());
			this.room.latest(peer, logged.number());
			afterwards.add(() -> compareWithPeer(peer, logged.kind()));
			concerned.forEach((id) -> afterwards.add(() -> this.log.directory().changed(id)));
		}
		catch (RuntimeException ex) {
			// All servers that share the room go on after an entry that none can read.
			logger.warn("An entry of the room's log could not be applied: {}", logged, ex);
		}
	}

	// the peers that may be in other rooms afterwards
	private List<PeerId> concerned(LogEntry entry) {
		return switch (entry.kind()) {
			case JOIN, ARRIVE, LEAVE, BACK -> List.of(new PeerId(entry.peer()));
			case CLOSE -> this.room.members().stream().map(RoomMember::id).toList();
			default -> List.of();
		};
	}

	private void applyOther(RoomEntry<?> entry, long generation, List<Runnable> afterwards) {
		if (entry instanceof RoomEntry.Back back) {
			Peer before = peer(back);
			entry.applyTo(this.room, this.log.machine());
			if (before instanceof LocalPeer local && !(back.peer() instanceof LocalPeer)) {
				afterwards.add(local::superseded);
			}
			return;
		}
		heed(entry, afterwards);
		if (entry instanceof RoomEntry.Leave leave && leave.removal() == null) {
			LocalPeer local = local(leave.peer());
			if (local != null && generation == local.generation()) {
				// Another server has taken this one for dead, or let the peer leave for
				// good.
				afterwards.add(local::disconnect);
			}
		}
		if (entry instanceof RoomEntry.Move move && local(move.peer()) != null) {
			RoomMember member = this.room.member(move.peer());
			if (member != null && member.plain()) {
				afterwards.add(() -> this.log.append(move.to(), new RoomEntry.Arrive(member)));
			}
		}
		entry.applyTo(this.room, this.log.machine());
	}

	private void heed(RoomEntry<?> entry, List<Runnable> afterwards) {
		LocalPeer local = (entry instanceof RoomEntry.Dismiss dismiss) ? local(dismiss.peer()) : null;
		if (local != null) {
			afterwards.add(local::disconnect);
		}
	}

	private @Nullable LocalPeer local(PeerId id) {
		RoomMember member = this.room.member(id);
		return (member != null && member.peer() instanceof LocalPeer local) ? local : null;
	}

	// What this server knows better of its own peer than the log: it may have lost its
	// connection, or gone, while it was on its way into the room.
	@SuppressWarnings("ReferenceEquality") // a peer that has come back is another object
	private void compareWithPeer(PeerId id, LogEntryKind kind) {
		RoomMember member = (kind != LogEntryKind.EVENT) ? this.room.member(id) : null;
		if (member == null) {
			return;
		}
		if (!(member.peer() instanceof LocalPeer local)) {
			if (member.peer() instanceof RemotePeer remote && remote.node().equals(this.log.node())) {
				this.log.orphans().add(this, member, this.room.generation(id));
			}
		}
		else if (local.hasLeft()) {
			this.log.append(this.room.name(), new RoomEntry.Leave(id, null, 0), local.generation());
		}
		else if (this.log.codec().localPeer(id) != local) {
			// it goes on with another connection, or is about to do so elsewhere
			this.log.orphans().add(this, member, local.generation());
		}
		else if (local.generation() > 0 && member.lost() && !local.isLost()) {
			// Another server has taken this one for dead: the client has to come back.
			local.superseded();
		}
		else if (local.isLost() != member.lost()) {
			this.log.connectionsChanged(this, List.of(local));
		}
	}

	private Peer peer(RoomEntry.Back back) {
		RoomMember member = this.room.member(back.peer().id());
		return (member != null) ? member.peer() : back.peer();
	}

	// By one server alone: the one whose batch has the entry that is due.
	private void checkpointIfDue(LogBatch batch) {
		boolean due = (batch.first() - 1) / CHECKPOINT_ENTRIES != batch.last() / CHECKPOINT_ENTRIES;
		if (due && batch.node().equals(this.log.node())) {
			checkpointWanted();
		}
	}

	@Override
	public void checkpointWanted() {
		byte[] state;
		long at;
		synchronized (this.room) {
			at = this.offset;
			state = this.log.checkpoints().save(this.room);
		}
		this.log.store().checkpoint(this.room.name(), this.epoch, at, state);
	}

	@Override
	public void lost() {
		List<RoomMember> members = List.copyOf(this.room.members());
		if (!members.isEmpty()) {
			logger.warn("The log of the room '{}' has lost entries: its peers begin anew", this.room.name());
		}
		Runnable opening = this.log.forget(this);
		runWaiting();
		opening.run();
		members.stream()
			.map(RoomMember::peer)
			.filter(LocalPeer.class::isInstance)
			.map(LocalPeer.class::cast)
			.forEach(LocalPeer::roomLost);
	}

	/**
	 * The room cannot be followed, as too much waits already or there can be no such
	 * room: what is to be appended fails.
	 */
	void unavailable() {
		this.log.forget(this);
		runWaiting();
	}

	int use(int change) {
		this.uses += change;
		return this.uses;
	}

}

package io.p2p.room.replica;

import java.time.Duration;
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
import io.p2p.peer.PeerId;
import io.p2p.room.Room.Position;
import io.p2p.room.RoomMember;
import io.p2p.room.log.LocalRoom;
import io.p2p.room.log.RoomEntry;

/**
 * A room as this server knows it from the log that several servers share. The store calls
 * it with one batch after the other.
 */
final class Replica implements RoomFollower {

	private static final Logger logger = LoggerFactory.getLogger(Replica.class);

	// entries after which the state is stored again, so that others need not read more
	private static final int CHECKPOINT_ENTRIES = 512;

	// and the time between two, of a room in which much happens
	private static final long CHECKPOINT_PAUSE = Duration.ofSeconds(1).toNanos();

	private final ReplicatedRoomLog log;

	private final LocalRoom room;

	// what is to be done when the room has been loaded, guarded by itself
	private final Queue<Runnable> waiting = new ArrayDeque<>();

	private boolean loaded;

	private volatile String epoch = "";

	private long offset;

	private long checkpointAt = System.nanoTime() - CHECKPOINT_PAUSE;

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
			this.room.moveTo(new Position(this.epoch, this.offset), false);
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
		PendingEntry<?> own = batch.node().equals(this.log.node()) ? this.log.pending().take(logged.tag()) : null;
		this.room.moveTo(new Position(this.epoch, number), own != null);
		try {
			RoomEntry<?> entry = (own != null) ? own.entry() : this.log.codec().read(logged);
			if (logged.kind() == LogEntryKind.EVENT) {
				// most are: they change no peer, and make no work beside
				applyTo(entry, own, afterwards);
			}
			else {
				applyChange(entry, own, logged, afterwards);
			}
			PeerId peer = entry.peer();
			if (peer != null) {
				this.room.latest(peer, logged.number());
			}
		}
		catch (RuntimeException ex) {
			// All servers that share the room go on after an entry that none can read.
			logger.warn("An entry of the room's log could not be applied: {}", logged, ex);
		}
	}

	private void applyTo(RoomEntry<?> entry, @Nullable PendingEntry<?> own, List<Runnable> afterwards) {
		if (own != null) {
			afterwards.add(own.apply(this.room, this.log.machine()));
		}
		else {
			entry.applyTo(this.room, this.log.machine());
		}
	}

	private void applyChange(RoomEntry<?> entry, @Nullable PendingEntry<?> own, LogEntry logged,
			List<Runnable> afterwards) {
		List<PeerId> concerned = concerned(entry.peer(), logged.kind());
		entry.accept(new Consequences(this.log, this.room, own != null, logged.generation()))
			.ifPresent(afterwards::add);
		applyTo(entry, own, afterwards);
		PeerId peer = entry.peer();
		if (peer != null) {
			afterwards.add(() -> compareWithPeer(peer));
		}
		concerned.forEach((id) -> afterwards.add(() -> this.log.directory().changed(id)));
	}

	// the peers that may be in other rooms afterwards
	private List<PeerId> concerned(@Nullable PeerId peer, LogEntryKind kind) {
		return switch (kind) {
			case JOIN, ARRIVE, LEAVE, BACK -> (peer != null) ? List.of(peer) : List.of();
			case CLOSE -> this.room.members().stream().map(RoomMember::id).toList();
			default -> List.of();
		};
	}

	// What this server knows better of its own peer than the log: it may have lost its
	// connection, or gone, while it was on its way into the room.
	@SuppressWarnings("ReferenceEquality") // a peer that has come back is another object
	private void compareWithPeer(PeerId id) {
		RoomMember member = this.room.member(id);
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

	// By one server alone: the one whose batch has the entry that is due.
	private void checkpointIfDue(LogBatch batch) {
		boolean due = (batch.first() - 1) / CHECKPOINT_ENTRIES != batch.last() / CHECKPOINT_ENTRIES;
		if (due && batch.node().equals(this.log.node()) && System.nanoTime() - this.checkpointAt >= CHECKPOINT_PAUSE) {
			checkpointWanted();
		}
	}

	@Override
	public void checkpointWanted() {
		this.checkpointAt = System.nanoTime();
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

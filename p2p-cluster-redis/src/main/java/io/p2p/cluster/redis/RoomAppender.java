package io.p2p.cluster.redis;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

import io.lettuce.core.api.async.RedisAsyncCommands;
import org.jspecify.annotations.Nullable;

import io.p2p.cluster.AppendOutcome;
import io.p2p.cluster.ClusterUnavailableException;
import io.p2p.cluster.LogEntry;
import io.p2p.cluster.redis.Writers.Writer;
import io.p2p.cluster.redis.log.MalformedDataException;
import io.p2p.cluster.redis.log.StoredBatch;

/**
 * Appends entries to one log, a batch at a time: what comes while one is under way is the
 * next. Everything happens in the inbox of the room.
 */
final class RoomAppender {

	private static final int MAX_ENTRIES = 500;

	private static final int MAX_BYTES = 256 << 10;

	private final Deque<PendingEntry> pending = new ArrayDeque<>();

	/**
	 * Batches that have an answer, but the log has not come to the follower so far.
	 */
	private final Deque<AppendBatch> unapplied = new ArrayDeque<>();

	private final RoomServices services;

	private final Executor inbox;

	private final Room room;

	private @Nullable Writer writer;

	private @Nullable AppendBatch underWay;

	private @Nullable ClusterUnavailableException failure;

	private boolean detached;

	RoomAppender(RoomServices services, Executor inbox, Room room) {
		this.services = services;
		this.inbox = inbox;
		this.room = room;
	}

	/**
	 * The log is known: begin to append.
	 */
	void begin(String epoch) {
		this.writer = this.services.writers().take(this.room.name(), epoch);
	}

	void add(PendingEntry entry) {
		if (this.failure != null) {
			entry.fail(this.failure);
		}
		else {
			this.pending.add(entry);
		}
	}

	/**
	 * Send what has come, if nothing is under way.
	 */
	void flush() {
		if (this.underWay != null || this.pending.isEmpty() || this.writer == null) {
			return;
		}
		if (this.writer.old()) {
			this.writer = this.services.writers().create(this.writer.epoch());
		}
		List<PendingEntry> entries = new ArrayList<>();
		int bytes = 0;
		while (!this.pending.isEmpty() && entries.size() < MAX_ENTRIES
				&& (entries.isEmpty() || bytes + this.pending.getFirst().encoded().length <= MAX_BYTES)) {
			bytes += this.pending.getFirst().encoded().length;
			entries.add(this.pending.removeFirst());
		}
		this.underWay = new AppendBatch(this.services.node(), entries, this.writer.next());
		send(this.underWay, this.writer);
	}

	private void send(AppendBatch batch, Writer by) {
		this.services.links()
			.send(this.room.keys().state(), batch.call(this.services, this.room.keys(), by))
			.whenCompleteAsync((reply, ex) -> answered(batch, by, reply, ex), this.inbox);
	}

	private void answered(AppendBatch batch, Writer by, @Nullable Object raw, @Nullable Throwable ex) {
		if (this.failure != null) {
			return;
		}
		if (ex != null) {
			this.room.broken(ex);
			return;
		}
		Reply reply = new Reply(raw);
		try {
			if (reply.number(0) != 0 || !batch.answered(reply)) {
				// Another log, or one that has lost what this writer had appended
				this.room.lost();
				return;
			}
		}
		catch (MalformedDataException malformed) {
			this.room.broken(malformed);
			return;
		}
		if (reply.number(6) != 0) {
			this.room.checkpointWanted();
		}
		StoredBatch stored = batch.stored();
		if (stored != null) {
			this.room.own(stored);
		}
		if (stored != null && this.services.gate().needed()) {
			waitForReplicas(batch, by);
		}
		else {
			finished(batch);
		}
	}

	private void waitForReplicas(AppendBatch batch, Writer by) {
		RedisAsyncCommands<byte[], byte[]> connection = Objects.requireNonNull(batch.connection());
		this.services.gate().reached(connection).whenCompleteAsync((reached, failure) -> {
			if (failure == null) {
				finished(batch);
			}
			else if (this.failure == null) {
				send(batch, by);
			}
		}, this.inbox);
	}

	private void finished(AppendBatch batch) {
		if (this.failure != null) {
			return;
		}
		this.underWay = null;
		batch.measure(this.services.options().observer());
		this.unapplied.add(batch);
		applied(this.room.applied());
		flush();
		release();
	}

	/**
	 * Everything up to an offset has come to the follower.
	 */
	void applied(long offset) {
		while (!this.unapplied.isEmpty() && (this.detached || this.unapplied.getFirst().head() <= offset)) {
			this.unapplied.removeFirst().complete();
		}
	}

	/**
	 * Whether something has been judged by what has not come to the follower yet.
	 */
	boolean waits() {
		return !this.unapplied.isEmpty();
	}

	/**
	 * The room is followed no more: what waits is appended all the same.
	 */
	void detach() {
		this.detached = true;
		applied(Long.MAX_VALUE);
		if (this.writer == null) {
			fail(new ClusterUnavailableException("The room is not followed any more", null));
		}
		release();
	}

	private void release() {
		if (this.detached && this.underWay == null && this.pending.isEmpty() && this.failure == null) {
			this.services.writers().keep(this.room.name(), this.writer);
			fail(new ClusterUnavailableException("The room is not followed any more", null));
		}
	}

	/**
	 * End, with whatever waits.
	 */
	void fail(ClusterUnavailableException failure) {
		if (this.failure != null) {
			return;
		}
		this.failure = failure;
		this.unapplied.forEach((batch) -> batch.fail(failure));
		if (this.underWay != null) {
			this.underWay.fail(failure);
		}
		this.pending.forEach((entry) -> entry.fail(failure));
		this.unapplied.clear();
		this.underWay = null;
		this.pending.clear();
	}

	/**
	 * The room whose log it is.
	 */
	interface Room {

		String name();

		StoreKeys.RoomKeys keys();

		/**
		 * The offset up to which everything has come to the follower.
		 */
		long applied();

		/**
		 * Take what has been appended here.
		 */
		void own(StoredBatch batch);

		void checkpointWanted();

		void lost();

		/**
		 * Redis has refused for good.
		 */
		void broken(Throwable ex);

	}

	/**
	 * An entry that waits.
	 */
	@SuppressWarnings("ArrayRecordComponent") // bytes pass through
	record PendingEntry(LogEntry entry, byte[] encoded, CompletableFuture<AppendOutcome> result) {

		void fail(Throwable ex) {
			this.result.completeExceptionally(ex);
		}

	}

}

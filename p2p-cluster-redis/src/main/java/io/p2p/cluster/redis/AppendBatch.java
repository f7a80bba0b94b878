package io.p2p.cluster.redis;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

import io.lettuce.core.api.async.RedisAsyncCommands;
import org.jspecify.annotations.Nullable;

import io.p2p.cluster.AppendOutcome;
import io.p2p.cluster.ClusterObserver;
import io.p2p.cluster.LogBatch;
import io.p2p.cluster.LogEntry;
import io.p2p.cluster.Rejection;
import io.p2p.cluster.redis.RoomAppender.PendingEntry;
import io.p2p.cluster.redis.StoreKeys.RoomKeys;
import io.p2p.cluster.redis.connection.RedisCall;
import io.p2p.cluster.redis.log.StoredBatch;

/**
 * Entries that are appended in one step.
 */
final class AppendBatch {

	/**
	 * The rejections by the codes of the script.
	 */
	private static final Rejection[] CODES = { Rejection.NOT_A_MEMBER, Rejection.SUPERSEDED, Rejection.DUPLICATE,
			Rejection.FULL, Rejection.UNCHANGED };

	private final String node;

	private final List<PendingEntry> entries;

	private final long number;

	private final long sentAt = System.nanoTime();

	private final List<AppendOutcome> outcomes = new ArrayList<>();

	private @Nullable StoredBatch stored;

	private long head;

	private boolean answered;

	private volatile @Nullable RedisAsyncCommands<byte[], byte[]> connection;

	AppendBatch(String node, List<PendingEntry> entries, long number) {
		this.node = node;
		this.entries = entries;
		this.number = number;
	}

	RedisCall<Object> call(RoomServices services, RoomKeys keys, Writers.Writer writer) {
		byte[] encoded = encoded();
		Set<Object> peers = new LinkedHashSet<>();
		this.entries.forEach((entry) -> peers.add(entry.entry().peer()));
		peers.remove("");
		return (redis, whole) -> {
			this.connection = redis.commands();
			long stamp = redis.time() * StoredBatch.STAMPS + ThreadLocalRandom.current().nextInt(StoredBatch.STAMPS);
			List<Object> arguments = new ArrayList<>(List.of(writer.epoch(), this.node, writer.field(), this.number,
					stamp, redis.run(), services.options().retention().toMillis(), services.options().maxLogBytes(),
					services.publish(), encoded));
			arguments.addAll(peers);
			return RedisScript.APPEND.run(redis, whole, keys.all(), arguments.toArray());
		};
	}

	private byte[] encoded() {
		int size = 0;
		for (PendingEntry entry : this.entries) {
			size += entry.encoded().length;
		}
		ByteBuffer buffer = ByteBuffer.allocate(size);
		this.entries.forEach((entry) -> buffer.put(entry.encoded()));
		return buffer.array();
	}

	/**
	 * Take the answer.
	 * @return whether it is one to this batch, and the same as before if it has been
	 * asked again
	 */
	boolean answered(Reply reply) {
		long first = reply.number(1);
		long stamp = reply.number(3);
		if (this.answered) {
			return (this.stored != null) ? this.stored.first() == first && this.stored.stamp() == stamp : first == 0;
		}
		this.answered = true;
		this.head = reply.number(4);
		String codes = reply.text(5);
		if (!codes.isEmpty() && codes.length() != this.entries.size()) {
			return false;
		}
		long offset = first;
		List<LogEntry> taken = new ArrayList<>();
		int size = 0;
		for (int i = 0; i < this.entries.size(); i++) {
			int code = codes.isEmpty() ? 0 : codes.charAt(i) - '0';
			if (code > 0 && code <= CODES.length) {
				this.outcomes.add(new AppendOutcome(0, CODES[code - 1]));
			}
			else {
				taken.add(this.entries.get(i).entry());
				size += this.entries.get(i).encoded().length;
				this.outcomes.add(new AppendOutcome(offset++, null));
			}
		}
		if (!taken.isEmpty()) {
			this.stored = new StoredBatch(reply.number(2), stamp, size,
					new LogBatch(this.node, first, List.copyOf(taken)));
		}
		return taken.isEmpty() == (first == 0);
	}

	/**
	 * What of it is in the log.
	 */
	@Nullable StoredBatch stored() {
		return this.stored;
	}

	/**
	 * The offset up to which the log was known to whatever judged the entries.
	 */
	long head() {
		return this.head;
	}

	/**
	 * The connection on which it was sent last.
	 */
	@Nullable RedisAsyncCommands<byte[], byte[]> connection() {
		return this.connection;
	}

	/**
	 * It has come to its end: what it has cost.
	 */
	void measure(ClusterObserver observer) {
		observer.appended(this.entries.size(), Duration.ofNanos(System.nanoTime() - this.sentAt));
	}

	void complete() {
		for (int i = 0; i < this.entries.size(); i++) {
			this.entries.get(i).result().complete(this.outcomes.get(i));
		}
	}

	void fail(Throwable ex) {
		this.entries.forEach((entry) -> entry.fail(ex));
	}

}

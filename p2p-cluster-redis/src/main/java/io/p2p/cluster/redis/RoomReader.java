package io.p2p.cluster.redis;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;

import io.p2p.cluster.LogBatch;
import io.p2p.cluster.RoomRecord;
import io.p2p.cluster.redis.StoreKeys.RoomKeys;
import io.p2p.cluster.redis.connection.RedisLinks;
import io.p2p.cluster.redis.log.EntryCodec;
import io.p2p.cluster.redis.log.LogOrder;
import io.p2p.cluster.redis.log.LogOrder.Jump;
import io.p2p.cluster.redis.log.LogOrder.Tail;
import io.p2p.cluster.redis.log.MalformedDataException;
import io.p2p.cluster.redis.log.StoredBatch;

/**
 * Loads rooms, and reads logs page by page.
 */
final class RoomReader {

	/**
	 * How much a page has at least, unless it is the last one. One that is full has up to
	 * seven batches more.
	 */
	private static final int PAGE = 1 << 20;

	private static final int MAX_ATTEMPTS = 10;

	private final String node;

	private final RedisLinks links;

	private final Duration retention;

	RoomReader(String node, RedisLinks links, Duration retention) {
		this.node = node;
		this.links = links;
		this.retention = retention;
	}

	/**
	 * Read what follows an entry.
	 * @param follows whether this server follows the room, which is kept alive then
	 * @return empty if the log is another, or does not have all of it any more
	 */
	CompletableFuture<Optional<Tail>> read(RoomKeys keys, String epoch, long after, boolean follows) {
		return page(keys, epoch, after, follows ? this.node : "", new ArrayList<>());
	}

	private CompletableFuture<Optional<Tail>> page(RoomKeys keys, String epoch, long after, String follower,
			List<StoredBatch> batches) {
		return this.links
			.send(keys.state(),
					RedisScript.READ.call(keys.all(), epoch, after, PAGE, this.retention.toMillis(), follower))
			.thenCompose((raw) -> {
				Reply reply = new Reply(raw);
				if (reply.number(0) != 0) {
					return CompletableFuture.completedFuture(Optional.empty());
				}
				for (int i = 5; i < reply.size(); i += 2) {
					StoredBatch batch = EntryCodec.decode(reply.bytes(i + 1));
					if (batch.first() != reply.parsed(i)) {
						throw new MalformedDataException("a batch at a wrong offset");
					}
					if (batch.last() > after) {
						batches.add(batch);
					}
				}
				if (reply.number(3) != 0 && !batches.isEmpty()) {
					return page(keys, epoch, batches.get(batches.size() - 1).last(), "", batches);
				}
				return CompletableFuture.completedFuture(
						Optional.of(new Tail(batches, reply.number(1), reply.number(2), jumps(reply.bytes(4)))));
			});
	}

	private static List<Jump> jumps(byte[] bytes) {
		List<Jump> jumps = new ArrayList<>();
		ByteBuffer buffer = ByteBuffer.wrap(bytes);
		while (buffer.remaining() >= 2 * Long.BYTES) {
			jumps.add(new Jump(buffer.getLong(), buffer.getLong()));
		}
		return jumps;
	}

	/**
	 * Load a room that this server follows: the checkpoint, and what was appended since.
	 */
	CompletableFuture<LoadedRoom> load(RoomKeys keys) {
		return load(keys, 1);
	}

	private CompletableFuture<LoadedRoom> load(RoomKeys keys, int attempt) {
		String fresh = RandomWord.of(EntryCodec.EPOCH_LENGTH);
		return this.links
			.send(keys.state(),
					(redis, whole) -> RedisScript.LOAD.run(redis, whole, keys.all(), fresh, this.node, redis.run(),
							this.retention.toMillis()))
			.thenCompose((raw) -> {
				Reply reply = new Reply(raw);
				String epoch = reply.text(0);
				long offset = reply.number(1);
				byte[] checkpoint = (offset > 0) ? reply.bytes(2) : null;
				return read(keys, epoch, offset, true).thenCompose((tail) -> {
					if (tail.isPresent()) {
						return CompletableFuture.completedFuture(loaded(epoch, offset, checkpoint, tail.get()));
					}
					if (attempt == MAX_ATTEMPTS) {
						throw new MalformedDataException("a log that does not fit its checkpoint");
					}
					// It has begun anew, or was trimmed up to a later checkpoint
					return load(keys, attempt + 1);
				});
			});
	}

	private static LoadedRoom loaded(String epoch, long offset, byte @Nullable [] checkpoint, Tail tail) {
		List<LogBatch> batches = new ArrayList<>();
		for (StoredBatch stored : tail.batches()) {
			LogBatch batch = stored.batch();
			if (batch.first() <= offset) {
				int skipped = (int) (offset + 1 - batch.first());
				batch = new LogBatch(batch.node(), offset + 1,
						List.copyOf(batch.entries().subList(skipped, batch.entries().size())));
			}
			batches.add(batch);
		}
		return new LoadedRoom(new RoomRecord(epoch, offset, checkpoint, List.copyOf(batches)),
				new LogOrder(tail.head(), tail.stamp()));
	}

	/**
	 * A room that has been loaded.
	 *
	 * @param room the room
	 * @param order what brings the batches that follow into order
	 */
	record LoadedRoom(RoomRecord room, LogOrder order) {

	}

}

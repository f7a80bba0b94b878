package io.p2p.cluster.redis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;

import io.p2p.cluster.LogBatch;
import io.p2p.cluster.RoomRecord;
import io.p2p.cluster.redis.StoreKeys.RoomKeys;

/**
 * Loads rooms: the checkpoint, and what was appended since.
 */
final class RoomLoader {

	private static final int MAX_ATTEMPTS = 10;

	private final Requests requests;

	private final RoomReader reader;

	private final Duration retention;

	RoomLoader(Requests requests, RoomReader reader, Duration retention) {
		this.requests = requests;
		this.reader = reader;
		this.retention = retention;
	}

	CompletableFuture<LoadedRoom> load(RoomKeys keys) {
		return load(keys, 1);
	}

	private CompletableFuture<LoadedRoom> load(RoomKeys keys, int attempt) {
		List<byte[]> arguments = List.of(RedisScript.bytes(RandomWord.of(EntryCodec.EPOCH_LENGTH)),
				RedisScript.bytes(this.retention.toMillis()));
		return this.requests.send(keys.slot(), RedisScript.LOAD.call(keys.forLoad(), arguments)).thenCompose((raw) -> {
			Reply reply = new Reply(raw);
			String epoch = reply.text(0);
			long offset = reply.number(4);
			byte[] checkpoint = (offset > 0) ? reply.bytes(5) : null;
			return this.reader.read(keys, epoch, offset, this.retention.toMillis()).thenCompose((tail) -> {
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

	private static LoadedRoom loaded(String epoch, long offset, byte @Nullable [] checkpoint, LogTail tail) {
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

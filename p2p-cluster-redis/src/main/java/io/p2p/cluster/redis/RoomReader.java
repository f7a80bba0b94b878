package io.p2p.cluster.redis;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

import io.p2p.cluster.redis.StoreKeys.RoomKeys;

/**
 * Reads logs, page by page.
 */
final class RoomReader {

	/**
	 * How much a page has at least, unless it is the last one. One that is full has up to
	 * seven batches more.
	 */
	private static final int PAGE = 1 << 20;

	private final Requests requests;

	RoomReader(Requests requests) {
		this.requests = requests;
	}

	/**
	 * Read what follows an entry.
	 * @param keep for how long the room is kept alive in milliseconds, 0 if the reader
	 * does not follow it
	 * @return empty if the log is another, or does not have all of it any more
	 */
	CompletableFuture<Optional<LogTail>> read(RoomKeys keys, String epoch, long after, long keep) {
		return page(keys, epoch, after, keep, new ArrayList<>());
	}

	private CompletableFuture<Optional<LogTail>> page(RoomKeys keys, String epoch, long after, long keep,
			List<StoredBatch> batches) {
		List<byte[]> arguments = List.of(RedisScript.bytes(epoch), RedisScript.bytes(after), RedisScript.bytes(PAGE),
				RedisScript.bytes(keep));
		return this.requests.send(keys.slot(), RedisScript.READ.call(keys.forRead(), arguments)).thenCompose((raw) -> {
			Reply reply = new Reply(raw);
			if (reply.number(0) != 0) {
				return CompletableFuture.completedFuture(Optional.empty());
			}
			for (int i = 4; i < reply.size(); i += 2) {
				StoredBatch batch = EntryCodec.decode(reply.bytes(i + 1));
				if (batch.first() != reply.parsed(i)) {
					throw new MalformedDataException("a batch at a wrong offset");
				}
				if (batch.last() > after) {
					batches.add(batch);
				}
			}
			if (reply.number(3) != 0 && !batches.isEmpty()) {
				return page(keys, epoch, batches.get(batches.size() - 1).last(), 0, batches);
			}
			return CompletableFuture
				.completedFuture(Optional.of(new LogTail(batches, reply.number(1), reply.number(2))));
		});
	}

}

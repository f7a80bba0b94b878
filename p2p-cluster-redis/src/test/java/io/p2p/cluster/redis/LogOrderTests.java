package io.p2p.cluster.redis;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.Test;

import io.p2p.cluster.LogBatch;
import io.p2p.cluster.LogEntry;
import io.p2p.cluster.LogEntryKind;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How batches come into order.
 */
class LogOrderTests {

	private static StoredBatch batch(long first, int count, long before, long stamp) {
		LogEntry entry = new LogEntry(LogEntryKind.EVENT, "a", 1, 0, 0, new byte[0]);
		return new StoredBatch(before, stamp, 50_000, new LogBatch("node", first, Collections.nCopies(count, entry)));
	}

	/**
	 * A log of batches of one to three entries, whose stamps are their last offsets.
	 */
	private static List<StoredBatch> batches(int count, Random random) {
		List<StoredBatch> log = new ArrayList<>();
		long head = 0;
		for (int i = 0; i < count; i++) {
			int size = 1 + random.nextInt(3);
			log.add(batch(head + 1, size, head, head + size));
			head += size;
		}
		return log;
	}

	@Test
	void whateverTheOrderInWhichBatchesComeTheyAreTakenInTheirs() {
		for (int seed = 0; seed < 500; seed++) {
			Random random = new Random(seed);
			List<StoredBatch> log = batches(50, random);
			List<StoredBatch> coming = new ArrayList<>(log);
			coming.addAll(log.subList(10, 40));
			Collections.shuffle(coming, random);
			LogOrder order = new LogOrder(0, 0);
			List<LogBatch> taken = new ArrayList<>();
			for (StoredBatch batch : coming) {
				order.offer(batch);
				taken.addAll(order.take());
			}
			assertThat(taken).as("seed " + seed)
				.containsExactlyElementsOf(log.stream().map(StoredBatch::batch).toList());
			assertThat(order.gap() || order.torn()).as("seed " + seed).isFalse();
		}
	}

	@Test
	void aGapIsFilledByReading() {
		List<StoredBatch> log = batches(200, new Random(1));
		LogOrder order = new LogOrder(0, 0);
		order.offer(log.get(0));
		// More than is kept
		log.subList(2, 200).forEach(order::offer);
		assertThat(order.take()).hasSize(1);
		assertThat(order.gap()).isTrue();
		order.reading();
		order.read(new LogTail(log.subList(1, 150), log.get(149).last(), log.get(149).stamp()));
		order.read(new LogTail(log.subList(100, 200), log.get(199).last(), log.get(199).stamp()));
		assertThat(order.take())
			.containsExactlyElementsOf(log.subList(1, 200).stream().map(StoredBatch::batch).toList());
		assertThat(order.gap() || order.torn()).isFalse();
	}

	@Test
	void whatHasBeenDeletedIsNoGapWhenItIsRead() {
		LogOrder order = new LogOrder(0, 0);
		order.read(new LogTail(List.of(batch(1, 1, 0, 1), batch(3, 1, 2, 3)), 5, 5));
		assertThat(order.take()).hasSize(2);
		assertThat(order.applied()).isEqualTo(5);
		order.offer(batch(6, 1, 5, 6));
		assertThat(order.take()).hasSize(1);
		assertThat(order.torn()).isFalse();
	}

	@Test
	void batchesOfAnotherLogTearIt() {
		LogOrder order = new LogOrder(4, 4);
		order.offer(batch(5, 1, 99, 5));
		assertThat(order.torn()).isTrue();
		assertThat(order.take()).isEmpty();
		LogOrder same = new LogOrder(4, 4);
		same.offer(batch(4, 1, 3, 99));
		assertThat(same.torn()).isTrue();
		LogOrder overlapping = new LogOrder(4, 4);
		overlapping.offer(batch(4, 2, 3, 5));
		assertThat(overlapping.torn()).isTrue();
		LogOrder head = new LogOrder(4, 4);
		head.read(new LogTail(List.of(), 4, 99));
		assertThat(head.torn()).isTrue();
		LogOrder past = new LogOrder(4, 4);
		past.offer(batch(2, 1, 1, 2));
		past.read(new LogTail(List.of(), 3, 3));
		assertThat(past.torn()).isFalse();
	}

}

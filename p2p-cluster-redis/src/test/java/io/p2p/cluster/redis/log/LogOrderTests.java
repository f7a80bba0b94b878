package io.p2p.cluster.redis.log;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.Test;

import io.p2p.cluster.LogBatch;
import io.p2p.cluster.LogEntry;
import io.p2p.cluster.LogEntryKind;
import io.p2p.cluster.redis.log.LogOrder.Jump;
import io.p2p.cluster.redis.log.LogOrder.Tail;

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
				order.take().stream().map(StoredBatch::batch).forEach(taken::add);
			}
			assertThat(taken).as("seed " + seed)
				.containsExactlyElementsOf(log.stream().map(StoredBatch::batch).toList());
			assertThat(order.gap() || order.torn()).as("seed " + seed).isFalse();
		}
	}

	@Test
	void whatHasBeenReadIsGivenAwayWhenItIsTaken() {
		LogOrder order = new LogOrder(0, 0);
		order.offer(batch(1, 1, 0, 1));
		assertThat(order.taken()).isZero();
		order.take();
		order.reading();
		order.read(new Tail(List.of(batch(2, 2, 1, 3)), 3, 3, List.of()));
		assertThat(order.applied()).isEqualTo(3);
		assertThat(order.taken()).isEqualTo(1);
		order.take();
		assertThat(order.taken()).isEqualTo(3);
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
		order.read(new Tail(log.subList(1, 150), log.get(149).last(), log.get(149).stamp(), List.of()));
		order.read(new Tail(log.subList(100, 200), log.get(199).last(), log.get(199).stamp(), List.of()));
		assertThat(order.take()).containsExactlyElementsOf(log.subList(1, 200));
		assertThat(order.gap() || order.torn()).isFalse();
	}

	@Test
	void whatHasBeenDeletedIsNoGapWhenItIsRead() {
		LogOrder order = new LogOrder(0, 0);
		order.read(new Tail(List.of(batch(1, 1, 0, 1), batch(3, 1, 2, 3)), 5, 5, List.of()));
		assertThat(order.take()).hasSize(2);
		assertThat(order.applied()).isEqualTo(5);
		order.offer(batch(6, 1, 5, 6));
		assertThat(order.take()).hasSize(1);
		assertThat(order.torn()).isFalse();
	}

	@Test
	void offsetsMayJump() {
		LogOrder order = new LogOrder(4, 4);
		order.offer(batch(1_000_006, 1, 1_000_005, 1_000_006));
		order.offer(batch(1_000_005, 1, 4, 1_000_005));
		assertThat(order.take()).hasSize(2);
		assertThat(order.gap() || order.torn()).isFalse();
	}

	@Test
	void whoIsInAJumpWhenTheLogHasBeenReadHasSeenWhatIsLost() {
		Tail tail = new Tail(List.of(batch(1_000_005, 1, 4, 1_000_005)), 1_000_005, 1_000_005,
				List.of(new Jump(4, 1_000_004)));
		LogOrder right = new LogOrder(4, 4);
		right.reading();
		right.read(tail);
		assertThat(right.torn()).isFalse();
		assertThat(right.take()).hasSize(1);
		LogOrder wrong = new LogOrder(4, 4);
		wrong.reading();
		wrong.offer(batch(5, 1, 4, 5));
		wrong.read(tail);
		assertThat(wrong.torn()).isTrue();
	}

	@Test
	void whatIsOfNoLogAnyMoreIsNotWaitedFor() {
		LogOrder order = new LogOrder(4, 4);
		order.offer(batch(7, 1, 6, 7));
		assertThat(order.gap()).isTrue();
		order.reading();
		order.offer(batch(8, 1, 7, 8));
		order.read(new Tail(List.of(), 4, 4, List.of()));
		assertThat(order.gap()).isTrue();
		order.reading();
		order.read(new Tail(List.of(), 4, 4, List.of()));
		assertThat(order.gap()).isFalse();
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
		head.read(new Tail(List.of(), 4, 99, List.of()));
		assertThat(head.torn()).isTrue();
		LogOrder past = new LogOrder(4, 4);
		past.offer(batch(2, 1, 1, 2));
		past.read(new Tail(List.of(), 3, 3, List.of()));
		assertThat(past.torn()).isFalse();
	}

}

package io.p2p.cluster.redis;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.Test;

import io.p2p.cluster.AppendOutcome;
import io.p2p.cluster.LogBatch;
import io.p2p.cluster.LogEntry;
import io.p2p.cluster.LogEntryKind;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

/**
 * What is appended, and what is rejected, by Redis.
 */
class AppendTests extends AppendCases {

	private RedisServer redis;

	@Override
	TestNode begin() {
		this.redis = RedisServer.start();
		return new TestNode(this.redis);
	}

	@Override
	void finish() {
		if (this.redis != null) {
			this.redis.close();
		}
	}

	@Test
	void aLimitIsForgottenWhenARoomThatNobodyHoldsBecomesEmpty() {
		append(LogEntryKind.OPEN, "", 0, 1);
		append(LogEntryKind.JOIN, "a", 1, 0);
		append(LogEntryKind.LEAVE, "a", 1, 0);
		assertThat(this.redis.room("r").max()).isEqualTo(1);
		append(LogEntryKind.CLOSE, "", 0, 0);
		append(LogEntryKind.JOIN, "a", 1, 0);
		append(LogEntryKind.LEAVE, "a", 1, 0);
		assertThat(this.redis.room("r").max()).isEqualTo(-1);
	}

	@Test
	void manyEntriesGoInFewBatches() {
		this.node.join("r", "a");
		List<CompletableFuture<AppendOutcome>> outcomes = new ArrayList<>();
		for (int i = 1; i <= 5000; i++) {
			outcomes.add(this.node.send("r", LogEntryKind.EVENT, "a", 1, i, "e" + i));
		}
		for (int i = 1; i <= 5000; i++) {
			assertThat(TestNode.get(outcomes.get(i - 1)).offset()).isEqualTo(i + 1);
		}
		assertThat(this.room.faults()).isEmpty();
		assertThat(this.room.bodies()).hasSize(5001).endsWith("e4999", "e5000");
		assertThat(this.room.batches()).hasSizeLessThan(1000);
		assertThat(this.room.batches().stream().mapToInt((batch) -> batch.entries().size()).max().orElse(0))
			.isBetween(100, 500);
	}

	@Test
	void everythingOfAnEntryComesToOthers() {
		try (TestNode other = new TestNode(this.redis)) {
			Recorder follower = other.follow("r");
			String peer = "pé\uD83D\uDE00r} {\u0000\r\n";
			LogEntry entry = new LogEntry(LogEntryKind.JOIN, peer, (1L << 53) - 1, (1L << 53) - 1, Long.MIN_VALUE,
					new byte[] { 0, -1, 13, 10 });
			TestNode.get(this.node.store.append("r", entry));
			await().until(() -> follower.count() == 1);
			LogBatch batch = follower.batches().get(0);
			assertThat(batch.node()).isEqualTo(this.node.name());
			assertThat(batch.entries().get(0)).usingRecursiveComparison().isEqualTo(entry);
			assertThat(other.append("r", LogEntryKind.EVENT, peer, (1L << 53) - 1, (1L << 53) - 1))
				.isEqualTo("DUPLICATE");
		}
	}

	@Test
	void namesThatOnlyLookAlikeAreKeptApart() {
		Recorder other = this.node.follow("r}:s");
		this.node.join("r", "a");
		this.node.join("r}:s", "b");
		assertThat(other.count()).isEqualTo(1);
		assertThat(this.node.store.follow("half \uD800", new Recorder()).toCompletableFuture())
			.isCompletedExceptionally();
		assertThatIllegalStateException().isThrownBy(() -> this.node.join("r", "\uDC00"));
	}

}

package io.p2p.cluster.memory;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.p2p.cluster.AppendOutcome;
import io.p2p.cluster.ClusterStore;
import io.p2p.cluster.LogBatch;
import io.p2p.cluster.LogEntry;
import io.p2p.cluster.LogEntryKind;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * How a server that is alone keeps the logs of its rooms. What it takes into them is
 * tested with Redis.
 */
class MemoryClusterStoreTests {

	private MemoryClusterStore store = new MemoryClusterStore(Duration.ofMinutes(1), 16 << 20);

	private final RecordingFollower follower = new RecordingFollower();

	@AfterEach
	void stop() {
		get(this.store.stop());
	}

	private void begin(Duration retention, long maxBytes) {
		stop();
		this.store = new MemoryClusterStore(retention, maxBytes);
	}

	static <T> T get(CompletionStage<T> stage) {
		return stage.toCompletableFuture().orTimeout(30, TimeUnit.SECONDS).join();
	}

	static CompletionStage<AppendOutcome> append(ClusterStore store, String room, LogEntryKind kind, String body) {
		return store.append(room, new LogEntry(kind, (kind == LogEntryKind.OPEN) ? "" : "a", 1,
				(kind == LogEntryKind.OPEN) ? -1 : 0, 1, body.getBytes(StandardCharsets.UTF_8)));
	}

	private long append(LogEntryKind kind, String body) {
		return get(append(this.store, "r", kind, body)).offset();
	}

	private void follow() {
		get(this.store.follow("r", this.follower));
		append(LogEntryKind.JOIN, "1");
	}

	private void checkpoint(long offset) {
		this.store.checkpoint("r", this.follower.room.epoch(), offset, new byte[] { (byte) offset });
	}

	private Optional<List<Long>> read(long after) {
		return get(this.store.read("r", this.follower.room.epoch(), after))
			.map((found) -> found.stream().map(LogBatch::first).toList());
	}

	@Test
	void aLogIsReadFromAnyEntryOn() {
		follow();
		append(LogEntryKind.EVENT, "2");
		append(LogEntryKind.EVENT, "3");
		assertThat(read(0)).contains(List.of(1L, 2L, 3L));
		assertThat(read(2)).contains(List.of(3L));
		assertThat(read(3)).contains(List.of());
		assertThat(read(4)).isEmpty();
		assertThat(get(this.store.read("r", "another", 0))).isEmpty();
		assertThat(get(this.store.read("elsewhere", this.follower.room.epoch(), 0))).isEmpty();
	}

	@Test
	void aRoomIsLoadedFromItsCheckpointOn() {
		follow();
		append(LogEntryKind.EVENT, "2");
		append(LogEntryKind.EVENT, "3");
		checkpoint(2);
		checkpoint(1);
		checkpoint(9);
		this.store.unfollow("r");
		RecordingFollower next = new RecordingFollower();
		get(this.store.follow("r", next));
		assertThat(next.room.epoch()).isEqualTo(this.follower.room.epoch());
		assertThat(next.room.checkpointOffset()).isEqualTo(2);
		assertThat(next.room.checkpoint()).containsExactly(2);
		assertThat(next.heard).containsExactly("loaded", "3");
	}

	@Test
	void whatIsTooMuchIsTrimmedUpToTheCheckpointOnly() {
		begin(Duration.ofMinutes(1), 5_000);
		follow();
		for (int i = 2; i <= 20; i++) {
			append(LogEntryKind.EVENT, "x".repeat(1000));
		}
		assertThat(read(0).orElseThrow()).hasSize(20);
		assertThat(this.follower.heard).contains("checkpoint?");
		checkpoint(10);
		assertThat(read(9)).isEmpty();
		assertThat(read(10).orElseThrow()).hasSize(10).startsWith(11L);
		checkpoint(20);
		assertThat(read(15)).isEmpty();
		assertThat(read(18)).contains(List.of(19L, 20L));
	}

	@Test
	void whatIsTooOldIsTrimmedThoughNothingIsAppended() {
		begin(Duration.ofMillis(200), 16 << 20);
		follow();
		checkpoint(1);
		await().until(() -> read(0).isEmpty());
		assertThat(read(1)).contains(List.of());
	}

	@Test
	void aRoomThatNobodyNeedsIsForgottenAfterTheRetention() {
		begin(Duration.ofMillis(200), 16 << 20);
		follow();
		append(LogEntryKind.LEAVE, "left");
		await().during(Duration.ofSeconds(1)).until(() -> read(2).isPresent());
		this.store.unfollow("r");
		await().until(() -> read(2).isEmpty());
		get(this.store.follow("r", this.follower));
		assertThat(append(LogEntryKind.JOIN, "again")).isEqualTo(1);
	}

	@Test
	void whoFollowsARoomNoMoreHearsNothingMore() {
		follow();
		CompletionStage<AppendOutcome> last = append(this.store, "r", LogEntryKind.EVENT, "last");
		this.store.unfollow("r");
		get(last);
		get(this.store.stop());
		assertThat(this.follower.heard).doesNotContain("lost");
		assertThat(this.store.follow("r", new RecordingFollower()).toCompletableFuture()).isCompletedExceptionally();
	}

}

package io.p2p.cluster.redis;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.p2p.cluster.AppendOutcome;
import io.p2p.cluster.LogBatch;
import io.p2p.cluster.LogEntryKind;
import io.p2p.cluster.RoomRecord;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * How logs are kept, read, trimmed and loaded.
 */
class LogTests {

	private static final String STATE = "p2p:test:{rr}:s";

	private static final String LOG = "p2p:test:{rr}:l";

	private RedisServer redis;

	private TestNode node;

	private Recorder room;

	@BeforeEach
	void start() {
		this.redis = RedisServer.start();
		begin(TestNode.OPTIONS);
	}

	private void begin(RedisClusterOptions options) {
		if (this.node != null) {
			this.node.close();
		}
		this.node = new TestNode(this.redis, options);
		this.room = this.node.follow("r");
	}

	@AfterEach
	void end() {
		if (this.node != null) {
			this.node.close();
		}
		if (this.redis != null) {
			this.redis.close();
		}
	}

	private String event(String body) {
		return String.valueOf(TestNode.get(this.node.send("r", LogEntryKind.EVENT, "a", 1, 0, body)).offset());
	}

	private void checkpoint(long offset, String state) {
		this.node.store.checkpoint("r", this.room.room().epoch(), offset, state.getBytes(StandardCharsets.UTF_8));
		await().until(() -> this.redis.room("r").checkpoint() >= offset);
	}

	private List<Long> firsts(long after) {
		return this.node.read("r", this.room.room().epoch(), after)
			.orElseThrow()
			.stream()
			.map(LogBatch::first)
			.toList();
	}

	private RoomRecord loadedElsewhere() {
		try (TestNode other = new TestNode(this.redis)) {
			return other.follow("r").room();
		}
	}

	@Test
	void aRoomBeginsEmpty() {
		RoomRecord record = this.room.room();
		assertThat(record.epoch()).matches("[a-z0-9]{8}");
		assertThat(record.checkpointOffset()).isZero();
		assertThat(record.checkpoint()).isNull();
		assertThat(record.tail()).isEmpty();
		assertThat(loadedElsewhere().epoch()).isEqualTo(record.epoch());
	}

	@Test
	void aLogIsReadFromAnyEntryOn() {
		this.node.join("r", "a");
		event("2");
		event("3");
		assertThat(firsts(0)).containsExactly(1L, 2L, 3L);
		assertThat(firsts(2)).containsExactly(3L);
		assertThat(firsts(3)).isEmpty();
		assertThat(this.node.read("r", this.room.room().epoch(), 4)).isEmpty();
		assertThat(this.node.read("r", "another1", 0)).isEmpty();
		assertThat(this.node.read("elsewhere", this.room.room().epoch(), 0)).isEmpty();
	}

	@Test
	void theFirstBatchThatIsReadMayBeginEarlier() {
		this.node.join("r", "a");
		List<CompletableFuture<AppendOutcome>> outcomes = new ArrayList<>();
		for (int i = 0; i < 100; i++) {
			outcomes.add(this.node.send("r", LogEntryKind.EVENT, "a", 1, 0, "e" + i));
		}
		outcomes.forEach(TestNode::get);
		LogBatch large = this.room.batches().stream().filter((batch) -> batch.entries().size() > 10).findFirst().get();
		List<LogBatch> read = this.node.read("r", this.room.room().epoch(), large.first() + 5).orElseThrow();
		assertThat(read.get(0).first()).isEqualTo(large.first());
		assertThat(read.get(read.size() - 1).last()).isEqualTo(101);
		checkpoint(large.first() + 5, "state");
		RoomRecord record = loadedElsewhere();
		assertThat(record.tail().get(0).first()).isEqualTo(large.first() + 6);
		assertThat(record.tail().get(0).entries()).hasSize(large.entries().size() - 6);
	}

	@Test
	void aLogOfManyMegabytesIsReadInPages() {
		this.node.join("r", "a");
		String body = "x".repeat(100_000);
		List<CompletableFuture<AppendOutcome>> outcomes = new ArrayList<>();
		for (int i = 0; i < 120; i++) {
			outcomes.add(this.node.send("r", LogEntryKind.EVENT, "a", 1, 0, body));
		}
		outcomes.forEach(TestNode::get);
		RoomRecord record = loadedElsewhere();
		assertThat(record.tail().stream().mapToInt((batch) -> batch.entries().size()).sum()).isEqualTo(121);
		assertThat(record.tail()).hasSizeGreaterThan(30);
		assertThat(this.node.read("r", record.epoch(), 0).orElseThrow()).hasSameSizeAs(record.tail());
	}

	@Test
	void aRoomIsLoadedFromItsCheckpointOn() {
		this.node.join("r", "a");
		event("2");
		event("3");
		checkpoint(2, "two");
		// An earlier one, one of the future, and one of another log change nothing
		this.node.store.checkpoint("r", this.room.room().epoch(), 1, new byte[0]);
		this.node.store.checkpoint("r", this.room.room().epoch(), 4, new byte[0]);
		this.node.store.checkpoint("r", "another1", 3, new byte[0]);
		event("4");
		RoomRecord record = loadedElsewhere();
		assertThat(record.epoch()).isEqualTo(this.room.room().epoch());
		assertThat(record.checkpointOffset()).isEqualTo(2);
		assertThat(record.checkpoint()).asString(StandardCharsets.UTF_8).isEqualTo("two");
		assertThat(record.tail()).extracting(LogBatch::first).containsExactly(3L, 4L);
	}

	@Test
	void aLogIsTrimmedUpToTheCheckpointOnly() {
		begin(TestNode.OPTIONS.withMaxLogBytes(5_000));
		this.node.join("r", "a");
		for (int i = 2; i <= 20; i++) {
			event("x".repeat(1000));
		}
		assertThat(firsts(0)).hasSize(20);
		await().until(() -> this.room.checkpointsWanted() > 0);
		checkpoint(10, "ten");
		event("21");
		assertThat(this.node.read("r", this.room.room().epoch(), 0)).isEmpty();
		assertThat(this.node.read("r", this.room.room().epoch(), 9)).isEmpty();
		assertThat(firsts(10)).hasSize(11).startsWith(11L);
		checkpoint(21, "all");
		event("22");
		assertThat(this.redis.commands().xlen(LOG)).isBetween(3L, 6L);
		assertThat(this.redis.room("r").bytes()).isBetween(3_000L, 5_000L);
		assertThat(loadedElsewhere().tail()).extracting(LogBatch::first).containsExactly(22L);
	}

	@Test
	void entriesThatAreOldAreTrimmed() {
		begin(TestNode.OPTIONS.withRetention(Duration.ofSeconds(1)));
		this.node.join("r", "a");
		event("2");
		checkpoint(2, "two");
		assertThat(firsts(0)).hasSize(2);
		await().untilAsserted(() -> {
			event("more");
			assertThat(this.node.read("r", this.room.room().epoch(), 1)).isEmpty();
		});
	}

	@Test
	void aRoomThatBecameEmptyGoesOn() {
		this.node.join("r", "a");
		this.node.append("r", LogEntryKind.LEAVE, "a", 1, 0);
		assertThat(this.redis.commands().pttl(STATE)).isBetween(1L, 60_000L);
		assertThat(this.node.join("r", "a")).isEqualTo("3");
		for (String key : List.of("s", "l")) {
			assertThat(this.redis.commands().pttl("p2p:test:{rr}:" + key)).isBetween(590_000L, 600_000L);
		}
		assertThat(loadedElsewhere().epoch()).isEqualTo(this.room.room().epoch());
	}

	@Test
	void everyKeyHasAnEnd() {
		this.node.append("r", LogEntryKind.OPEN, "", 0, -1);
		everyKeyEnds(3);
		this.node.join("r", "a");
		everyKeyEnds(3);
		checkpoint(2, "two");
		this.node.append("r", LogEntryKind.CLOSE, "", 0, 0);
		this.node.join("r", "a");
		this.node.claim("token", null, "peer");
		everyKeyEnds(6);
	}

	private void everyKeyEnds(int keys) {
		assertThat(this.redis.commands().keys("*")).hasSize(keys)
			.allSatisfy((key) -> assertThat(this.redis.commands().pttl(key)).as(key).isPositive());
	}

	@Test
	void aRoomThatIsFollowedDoesNotEnd() {
		begin(TestNode.OPTIONS.withRetention(Duration.ofSeconds(1)));
		await().during(Duration.ofSeconds(3)).until(() -> this.redis.commands().exists(STATE) == 1);
		assertThat(this.room.losses()).isZero();
		this.node.store.unfollow("r");
		await().atMost(Duration.ofSeconds(3)).until(() -> this.redis.commands().exists(STATE) == 0);
		assertThat(this.node.follow("r").room().epoch()).isNotEqualTo(this.room.room().epoch());
	}

	@Test
	void aLogThatLacksAPartBeginsAnew() {
		this.node.join("r", "a");
		event("2");
		checkpoint(1, "one");
		for (String key : List.of("l", "k")) {
			byte[] kept = this.redis.dump("p2p:test:{rr}:" + key);
			this.redis.commands().del("p2p:test:{rr}:" + key);
			byte[] state = this.redis.dump(STATE);
			byte[] log = this.redis.dump(LOG);
			assertThat(loadedElsewhere().epoch()).as(key).isNotEqualTo(this.room.room().epoch());
			this.redis.restore(STATE, state);
			if (log != null) {
				this.redis.restore(LOG, log);
			}
			this.redis.restore("p2p:test:{rr}:" + key, kept);
			if (!key.equals("k")) {
				this.redis.commands().set("p2p:test:{rr}:k", "one");
			}
		}
		assertThat(loadedElsewhere().epoch()).isEqualTo(this.room.room().epoch());
	}

}

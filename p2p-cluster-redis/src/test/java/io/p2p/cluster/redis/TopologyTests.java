package io.p2p.cluster.redis;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import io.lettuce.core.KillArgs;
import io.lettuce.core.MigrateArgs;
import io.lettuce.core.Range;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.SlotHash;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.p2p.cluster.AppendOutcome;
import io.p2p.cluster.KeptSession;
import io.p2p.cluster.LogEntryKind;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Replicas and Redis Cluster.
 */
class TopologyTests {

	private final List<AutoCloseable> open = new ArrayList<>();

	@AfterEach
	void end() throws Exception {
		for (int i = this.open.size() - 1; i >= 0; i--) {
			this.open.get(i).close();
		}
	}

	private RedisServer redis(String... arguments) {
		RedisServer redis = RedisServer.start(arguments);
		this.open.add(redis);
		return redis;
	}

	@Test
	void anEntryCountsOnceAReplicaHasIt() {
		RedisServer master = redis("--repl-diskless-sync-delay", "0");
		RedisServer replica = redis("--replicaof", "127.0.0.1", String.valueOf(master.port()));
		await().until(() -> replica.commands().info("replication").contains("master_link_status:up"));
		TestNode node = new TestNode(master, TestNode.OPTIONS.withReplicas(1));
		this.open.add(node);
		Recorder recorder = node.follow("r");
		node.join("r", "a");
		List<CompletableFuture<AppendOutcome>> outcomes = new ArrayList<>();
		for (int i = 0; i < 1000; i++) {
			outcomes.add(node.send("r", LogEntryKind.EVENT, "a", 1, 0, "e" + i));
		}
		outcomes.forEach(TestNode::get);
		assertThat(replica.room("r").head()).isEqualTo(1001);
		replica.freeze();
		CompletableFuture<AppendOutcome> waits = node.send("r", LogEntryKind.EVENT, "a", 1, 0, "late");
		await().until(() -> recorder.count() == 1002);
		await().during(Duration.ofSeconds(1)).until(() -> !waits.isDone());
		// What was written on a connection that has gone is asked about anew
		master.commands().clientKill(KillArgs.Builder.typeNormal().skipme());
		await().during(Duration.ofSeconds(1)).until(() -> !waits.isDone());
		replica.thaw();
		assertThat(TestNode.get(waits).offset()).isEqualTo(1002);
		assertThat(recorder.count()).isEqualTo(1002);
		assertThat(node.append("r", LogEntryKind.EVENT, "a", 1, 0)).isEqualTo("1003");
	}

	@Test
	void aRoomGoesOnAtTheReplicaThatSentinelChooses() {
		RedisServer master = redis("--repl-diskless-sync-delay", "0");
		RedisServer replica = redis("--replicaof", "127.0.0.1", String.valueOf(master.port()));
		await().until(() -> replica.commands().info("replication").contains("master_link_status:up"));
		RedisServer sentinel = RedisServer.sentinel(master);
		this.open.add(sentinel);
		await().atMost(Duration.ofSeconds(30))
			.until(() -> sentinel.run("SENTINEL", "REPLICAS", "p2p").toString().contains("" + replica.port()));
		RedisURI uri = RedisURI.Builder.sentinel("127.0.0.1", sentinel.port(), "p2p").build();
		List<TestNode> nodes = new ArrayList<>();
		List<Recorder> recorders = new ArrayList<>();
		for (int i = 0; i < 2; i++) {
			RedisClient client = RedisClient.create();
			this.open.add(() -> client.shutdown(0, 1, TimeUnit.SECONDS));
			TestNode node = new TestNode(RedisClusterStore.standalone(client, uri, TestNode.OPTIONS));
			this.open.add(node);
			nodes.add(node);
			recorders.add(node.follow("r"));
		}
		nodes.get(0).join("r", "a");
		// the replica may not have the room yet
		await().ignoreExceptions().until(() -> recorders.get(1).count() == 1 && replica.room("r").head() == 1);
		master.kill();
		List<CompletableFuture<AppendOutcome>> outcomes = new ArrayList<>();
		for (int i = 1; i <= 100; i++) {
			outcomes.add(nodes.get(0).send("r", LogEntryKind.EVENT, "a", 1, i, "e" + i));
		}
		await().atMost(Duration.ofSeconds(30)).until(() -> recorders.get(1).count() == 101);
		outcomes.forEach((outcome) -> assertThat(TestNode.get(outcome).offset()).isGreaterThan(1_000_000));
		for (Recorder recorder : recorders) {
			assertThat(recorder.faults()).isEmpty();
			assertThat(recorder.losses()).isZero();
			assertThat(recorder.jumps()).isEqualTo(1);
		}
		assertThat(nodes.get(0).heard).noneMatch((word) -> word.startsWith("lost"));
	}

	@Test
	@SuppressWarnings("unchecked") // an array of ranges
	void roomsLiveInARedisCluster() {
		RedisServer redis = redis("--cluster-enabled", "yes");
		redis.assumeSeven();
		redis.commands().clusterAddSlotsRange(Range.create(0, 16383));
		await().until(() -> redis.commands().clusterInfo().contains("cluster_state:ok"));
		List<TestNode> nodes = new ArrayList<>();
		for (int i = 0; i < 2; i++) {
			RedisClusterClient client = RedisClusterClient.create(redis.uri());
			this.open.add(() -> client.shutdown(0, 1, TimeUnit.SECONDS));
			TestNode node = new TestNode(RedisClusterStore.cluster(client, TestNode.OPTIONS));
			this.open.add(node);
			nodes.add(node);
		}
		List<Recorder> recorders = new ArrayList<>();
		for (int i = 0; i < 20; i++) {
			recorders.add(nodes.get(1).follow("r" + i));
			nodes.get(0).follow("r" + i);
			nodes.get(0).join("r" + i, "a");
		}
		await().until(() -> recorders.stream().allMatch((recorder) -> recorder.count() == 1));
		redis.commands().clientKill(KillArgs.Builder.typePubsub());
		redis.commands().clientKill(KillArgs.Builder.typeNormal().skipme());
		List<CompletableFuture<AppendOutcome>> outcomes = new ArrayList<>();
		for (int i = 0; i < 1000; i++) {
			outcomes.add(nodes.get(0).send("r" + i % 20, LogEntryKind.EVENT, "a", 1, 0, "e"));
		}
		outcomes.forEach(TestNode::get);
		await().until(() -> recorders.stream().allMatch((recorder) -> recorder.count() == 51));
		assertThat(recorders).allSatisfy((recorder) -> assertThat(recorder.faults()).isEmpty());
		assertThat(nodes.get(0).claim("t", "ann", "p").generation()).isEqualTo(1);
		nodes.get(0).store
			.keep(Stream.of("t", "u", "v").map((token) -> new KeptSession(token, "p", "ann", 1)).toList());
		nodes.get(0).store.tell(nodes.get(1).name(), new byte[] { 'x' });
		await().until(() -> nodes.get(1).heard.contains(nodes.get(0).name() + " says x"));
		nodes.get(0).store.stop();
		await().atMost(Duration.ofSeconds(2)).until(() -> nodes.get(1).heard.contains("lost " + nodes.get(0).name()));
	}

	@Test
	@SuppressWarnings("unchecked") // an array of ranges
	void aRoomMovesToAnotherServerOfTheCluster() {
		RedisServer from = redis("--cluster-enabled", "yes");
		from.assumeSeven();
		RedisServer to = redis("--cluster-enabled", "yes");
		from.commands().clusterAddSlotsRange(Range.create(0, 16000));
		to.commands().clusterAddSlotsRange(Range.create(16001, 16383));
		to.commands().clusterSetConfigEpoch(2);
		from.commands().clusterMeet("127.0.0.1", to.port());
		await().atMost(Duration.ofSeconds(30))
			.until(() -> from.commands().clusterInfo().contains("cluster_state:ok")
					&& to.commands().clusterInfo().contains("cluster_state:ok"));
		List<TestNode> nodes = new ArrayList<>();
		for (int i = 0; i < 2; i++) {
			RedisClusterClient client = RedisClusterClient.create(from.uri());
			this.open.add(() -> client.shutdown(0, 1, TimeUnit.SECONDS));
			TestNode node = new TestNode(RedisClusterStore.cluster(client, TestNode.OPTIONS));
			this.open.add(node);
			nodes.add(node);
		}
		Recorder recorder = nodes.get(0).follow("r");
		nodes.get(1).follow("r");
		nodes.get(1).join("r", "a");
		move(SlotHash.getSlot("p2p:test:{rr}:s".getBytes(StandardCharsets.UTF_8)), from, to);
		for (int i = 0; i < 10; i++) {
			nodes.get(1).append("r", LogEntryKind.EVENT, "a", 1, 0);
		}
		await().until(() -> recorder.count() == 11);
		// By the channel again, not only by looking now and then
		nodes.get(1).append("r", LogEntryKind.EVENT, "a", 1, 0);
		await().atMost(Duration.ofSeconds(2)).until(() -> recorder.count() == 12);
		assertThat(recorder.faults()).isEmpty();
		assertThat(recorder.losses()).isZero();
		assertThat(recorder.jumps()).isEqualTo(1);
	}

	private static void move(int slot, RedisServer from, RedisServer to) {
		String source = from.commands().clusterMyId();
		String target = to.commands().clusterMyId();
		to.commands().clusterSetSlotImporting(slot, source);
		from.commands().clusterSetSlotMigrating(slot, target);
		from.commands()
			.migrate("127.0.0.1", to.port(), 0, 5000,
					MigrateArgs.Builder.keys(from.commands().clusterGetKeysInSlot(slot, 10)));
		to.commands().clusterSetSlotNode(slot, target);
		from.commands().clusterSetSlotNode(slot, target);
	}

}

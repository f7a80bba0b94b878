package io.p2p.cluster.redis;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.p2p.cluster.ClusterObserver;
import io.p2p.cluster.KeptSession;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Who is alive, and what they tell each other.
 */
class LeaseTests {

	private static final RedisClusterOptions OPTIONS = TestNode.OPTIONS.withLease(Duration.ofSeconds(1));

	private final List<TestNode> nodes = new ArrayList<>();

	private RedisServer redis;

	@BeforeEach
	void start() {
		this.redis = RedisServer.start();
	}

	@AfterEach
	void end() {
		this.nodes.forEach(TestNode::close);
		this.redis.close();
	}

	private TestNode node(RedisClusterOptions options) {
		TestNode node = new TestNode(this.redis, options);
		this.nodes.add(node);
		return node;
	}

	private TestNode node() {
		return node(OPTIONS);
	}

	@Test
	void serversKnowEachOther() {
		TestNode one = node();
		assertThat(one.store.nodes()).containsExactly(one.name());
		TestNode other = node();
		assertThat(other.store.nodes()).containsExactlyInAnyOrder(one.name(), other.name());
		await().untilAsserted(() -> assertThat(one.store.nodes()).containsExactlyInAnyOrder(one.name(), other.name()));
		await().during(Duration.ofSeconds(3)).until(() -> one.heard.isEmpty() && other.heard.isEmpty());
	}

	@Test
	void aServerThatStopsIsMissedAtOnce() {
		TestNode one = node(TestNode.OPTIONS);
		TestNode third = node(TestNode.OPTIONS);
		TestNode other = node(TestNode.OPTIONS);
		other.store.stop();
		await().atMost(Duration.ofSeconds(2))
			.until(() -> one.heard.contains("lost " + other.name()) && third.heard.contains("lost " + other.name()));
		await().during(Duration.ofSeconds(1)).until(() -> one.heard.size() == 1 && other.heard.isEmpty());
		assertThat(one.store.nodes()).containsExactlyInAnyOrder(one.name(), third.name());
	}

	@Test
	void aServerThatDiesIsMissedOnceItsLeaseHasEnded() {
		TestNode one = node();
		TestNode other = node();
		await().until(() -> one.store.nodes().size() == 2);
		other.die();
		long died = System.nanoTime();
		await().until(() -> one.heard.contains("lost " + other.name()));
		assertThat(Duration.ofNanos(System.nanoTime() - died)).isBetween(Duration.ofMillis(500), Duration.ofSeconds(2));
		await().during(Duration.ofSeconds(2)).until(() -> one.heard.size() == 1);
		// Somebody who comes later hears it, too, while anybody knows of it
		TestNode late = node();
		await().until(() -> late.heard.contains("lost " + other.name()));
		await().atMost(Duration.ofSeconds(15))
			.until(() -> this.redis.commands().zscore("p2p:test:nodes", other.name()) == null);
		assertThat(one.heard).hasSize(1);
		assertThat(late.heard).hasSize(1);
	}

	@Test
	void whenRedisWasAwayEveryoneIsFencedAndNobodyMissed() {
		TestNode one = node();
		TestNode other = node();
		await().until(() -> one.store.nodes().size() == 2);
		this.redis.freeze();
		await().until(() -> one.heard.contains("fenced") && other.heard.contains("fenced"));
		this.redis.thaw();
		await().during(Duration.ofSeconds(2))
			.until(() -> one.store.nodes().size() == 2
					&& one.heard.stream().noneMatch((word) -> word.startsWith("lost")));
		assertThat(one.heard).containsOnlyOnce("fenced");
		assertThat(other.heard).containsOnlyOnce("fenced").noneMatch((word) -> word.startsWith("lost"));
		// And it counts again afterwards
		other.die();
		await().until(() -> one.heard.contains("lost " + other.name()));
	}

	@Test
	void aServerThatDiedWhileRedisWasAwayIsMissedAfterALease() {
		TestNode one = node();
		TestNode other = node();
		await().until(() -> one.store.nodes().size() == 2);
		this.redis.kill();
		other.die();
		await().until(() -> one.heard.contains("fenced"));
		this.redis.run();
		await().until(() -> one.heard.contains("available"));
		long back = System.nanoTime();
		await().until(() -> one.heard.contains("lost " + other.name()));
		assertThat(Duration.ofNanos(System.nanoTime() - back)).isGreaterThan(Duration.ofMillis(700));
	}

	@Test
	void whoeverIsThereWhenRedisHasLostItsDataIsAliveAllTheTime() {
		TestNode one = node(TestNode.OPTIONS);
		TestNode other = node(TestNode.OPTIONS);
		await().until(() -> one.store.nodes().size() == 2 && other.store.nodes().size() == 2);
		for (int round = 0; round < 3; round++) {
			this.redis.kill();
			this.redis.run();
			// A third of a lease is a long time
			await().atMost(Duration.ofSeconds(2)).until(() -> this.redis.commands().zcard("p2p:test:nodes") == 2);
			assertThat(one.store.nodes()).hasSize(2);
			assertThat(other.store.nodes()).hasSize(2);
		}
		this.redis.commands().flushall();
		this.redis.commands().publish("p2p:test:nodes", "look");
		await().until(() -> this.redis.commands().zcard("p2p:test:nodes") == 2);
		assertThat(one.heard).noneMatch((word) -> word.startsWith("lost"));
		assertThat(other.heard).noneMatch((word) -> word.startsWith("lost"));
	}

	@Test
	void theLeaseIsRenewedBeforeAllElse() {
		this.redis.close();
		this.redis = RedisServer.start("--slowlog-log-slower-than", "0", "--slowlog-max-len", "10000");
		TestNode one = node(TestNode.OPTIONS);
		this.redis.kill();
		for (int i = 0; i < 1000; i++) {
			one.store.claim("t" + i, "ann", "p" + i);
		}
		this.redis.run();
		await().until(() -> this.redis.commands().keys("p2p:test:x:*").size() == 1000);
		List<String> scripts = this.redis.commandsDone().filter((command) -> command.startsWith("EVAL")).toList();
		assertThat(scripts).hasSizeGreaterThan(1000);
		assertThat(scripts.get(0)).contains("p2p:test:nodes");
	}

	@Test
	void messagesComeToWhomTheyAreFor() {
		TestNode one = node();
		TestNode other = node();
		TestNode third = node();
		one.store.tell(other.name(), "hello".getBytes(StandardCharsets.UTF_8));
		one.store.tell("nobody", "hello".getBytes(StandardCharsets.UTF_8));
		one.store.tell(one.name(), "me".getBytes(StandardCharsets.UTF_8));
		await().until(
				() -> other.heard.contains(one.name() + " says hello") && one.heard.contains(one.name() + " says me"));
		assertThat(third.heard).isEmpty();
	}

	@Test
	void messagesThatAreWorthNothingLaterDoNotFillWhatWaitsForRedis() {
		TestNode one = node(OPTIONS.withLease(Duration.ofMinutes(1)));
		TestNode other = node(OPTIONS.withLease(Duration.ofMinutes(1)));
		byte[] message = new byte[10_000];
		this.redis.freeze();
		for (int i = 0; i < 100; i++) {
			one.store.tellUnlessBusy(other.name(), message);
		}
		assertThat(one.pendingBytes()).isBetween(200_000L, 300_000L);
		this.redis.thaw();
		await().until(() -> one.pendingBytes() == 0 && other.heard.size() > 20);
		one.store.tellUnlessBusy(other.name(), "hello".getBytes(StandardCharsets.UTF_8));
		await().until(() -> other.heard.contains(one.name() + " says hello"));
		assertThat(other.heard).hasSizeLessThan(50);
	}

	@Test
	void applicationsAreKeptApart() {
		TestNode one = node();
		TestNode other = node(new RedisClusterOptions("other", Duration.ofSeconds(1), Duration.ofMinutes(1), 1000, 0,
				1000, Duration.ofSeconds(5), ClusterObserver.NONE));
		other.follow("r");
		other.join("r", "a");
		assertThat(one.follow("r").count()).isZero();
		assertThat(one.store.nodes()).hasSize(1);
		other.store.stop();
		await().during(Duration.ofSeconds(2)).until(one.heard::isEmpty);
	}

	@Test
	void aStoreThatHasStoppedTakesNothingMore() {
		TestNode one = node();
		one.follow("r");
		TestNode.get(one.store.stop());
		assertThat(one.store.follow("x", new Recorder()).toCompletableFuture()).failsWithin(Duration.ofSeconds(1));
		assertThat(one.store.claim("t", null, "p").toCompletableFuture()).failsWithin(Duration.ofSeconds(1));
		assertThat(one.store.start(one).toCompletableFuture()).failsWithin(Duration.ofSeconds(1));
		one.store.tell("x", new byte[0]);
		one.store.keep(List.of(new KeptSession("t", "p", null, 1)));
		one.store.stop();
	}

}

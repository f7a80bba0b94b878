package io.p2p.cluster.redis;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;

import io.lettuce.core.KillArgs;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.p2p.cluster.AppendOutcome;
import io.p2p.cluster.ClusterUnavailableException;
import io.p2p.cluster.LogEntryKind;
import io.p2p.cluster.SessionClaim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

/**
 * What happens when connections and Redis itself come and go.
 */
class FailureTests {

	private final List<AutoCloseable> open = new ArrayList<>();

	private RedisServer redis;

	@AfterEach
	void end() throws Exception {
		for (int i = this.open.size() - 1; i >= 0; i--) {
			this.open.get(i).close();
		}
	}

	private void start(String... arguments) {
		this.redis = RedisServer.start(arguments);
		this.open.add(this.redis);
	}

	private TestNode node() {
		return node(TestNode.OPTIONS);
	}

	private TestNode node(RedisClusterOptions options) {
		TestNode node = new TestNode(this.redis, options);
		this.open.add(node);
		return node;
	}

	private static void settled(List<CompletableFuture<AppendOutcome>> outcomes) {
		outcomes.forEach((outcome) -> assertThat(TestNode.get(outcome).rejection()).isNull());
	}

	@Test
	void nothingIsLostOrComesTwiceWhenConnectionsAreCut() {
		start();
		TestNode one = node();
		TestNode other = node();
		Recorder own = one.follow("r");
		Recorder others = other.follow("r");
		one.join("r", "a");
		other.join("r", "b");
		List<CompletableFuture<AppendOutcome>> outcomes = new ArrayList<>();
		List<String> sent = new ArrayList<>();
		for (int round = 0; round < 100; round++) {
			for (int i = 0; i < 50; i++) {
				String body = round + "." + i;
				sent.add(body);
				outcomes.add(one.send("r", LogEntryKind.EVENT, "a", 1, 0, body));
				outcomes.add(other.send("r", LogEntryKind.EVENT, "b", 1, 0, "b" + body));
			}
			int before = round;
			this.redis.commands()
				.clientKill((before % 2 == 0) ? KillArgs.Builder.typeNormal().skipme() : KillArgs.Builder.typePubsub());
		}
		settled(outcomes);
		await().until(() -> own.count() == 10_002 && others.count() == 10_002);
		assertThat(own.bodies().stream().filter((body) -> !body.startsWith("b") && !body.equals("JOIN")))
			.containsExactlyElementsOf(sent);
		assertThat(others.bodies()).isEqualTo(own.bodies());
		assertThat(new HashSet<>(own.bodies())).hasSize(10_001);
		assertThat(own.faults()).isEmpty();
		assertThat(others.faults()).isEmpty();
	}

	@Test
	void whatWasDoneThoughTheAnswerWasLostIsNotDoneAgain() {
		start();
		CuttingProxy proxy = new CuttingProxy(this.redis.port());
		this.open.add(proxy);
		TestNode node = new TestNode(proxy);
		this.open.add(node);
		Recorder recorder = node.follow("r");
		node.join("r", "a");
		// Redis knows the scripts from now on
		node.claim("first", "ann", "p");
		List<CompletableFuture<AppendOutcome>> outcomes = new ArrayList<>();
		List<CompletionStage<SessionClaim>> claims = new ArrayList<>();
		for (int round = 0; round < 30; round++) {
			proxy.deafen();
			long head = this.redis.room("r").head();
			for (int i = 0; i < 20; i++) {
				outcomes.add(node.send("r", LogEntryKind.EVENT, "a", 1, 0, round + "." + i));
			}
			claims.add(node.store.claim("t" + round, "ann", "p" + round));
			String token = new String(new StoreKeys("test").session("t" + round), StandardCharsets.UTF_8);
			await().pollInterval(Duration.ofMillis(5))
				.until(() -> this.redis.room("r").head() != head && this.redis.commands().exists(token) == 1);
			proxy.cut();
			outcomes.forEach(TestNode::get);
		}
		settled(outcomes);
		assertThat(recorder.bodies()).hasSize(601).doesNotHaveDuplicates();
		assertThat(recorder.faults()).isEmpty();
		assertThat(recorder.losses()).isZero();
		for (int round = 0; round < 30; round++) {
			assertThat(TestNode.get(claims.get(round)))
				.isEqualTo(new SessionClaim(SessionClaim.Outcome.CREATED, "p" + round, 1, ""));
		}
	}

	@Test
	void whatWaitsForAFrozenServerIsDoneOnce() {
		start();
		TestNode node = node();
		Recorder recorder = node.follow("r");
		node.join("r", "a");
		this.redis.freeze();
		List<CompletableFuture<AppendOutcome>> outcomes = new ArrayList<>();
		for (int i = 0; i < 1000; i++) {
			outcomes.add(node.send("r", LogEntryKind.EVENT, "a", 1, 0, "e" + i));
		}
		await().atMost(Duration.ofSeconds(10)).until(() -> node.heard.contains("unavailable"));
		this.redis.thaw();
		settled(outcomes);
		assertThat(recorder.bodies()).hasSize(1001).doesNotHaveDuplicates();
		assertThat(recorder.faults()).isEmpty();
		await().until(() -> node.heard.equals(List.of("unavailable", "available")));
	}

	@Test
	void aServerThatComesBackWithItsDataGoesOn() {
		start("--appendonly", "yes", "--appendfsync", "always");
		TestNode node = node();
		TestNode other = node();
		Recorder recorder = node.follow("r");
		Recorder others = other.follow("r");
		node.join("r", "a");
		this.redis.kill();
		List<CompletableFuture<AppendOutcome>> outcomes = new ArrayList<>();
		for (int i = 0; i < 100; i++) {
			outcomes.add(node.send("r", LogEntryKind.EVENT, "a", 1, 0, "e" + i));
		}
		this.redis.run();
		settled(outcomes);
		await().until(() -> recorder.count() == 101 && others.count() == 101);
		assertThat(recorder.losses() + others.losses()).isZero();
		assertThat(recorder.faults()).isEmpty();
		assertThat(others.bodies()).isEqualTo(recorder.bodies());
		assertThat(recorder.jumps()).isEqualTo(1);
	}

	@Test
	void whoHadSeenWhatAFailoverLosesIsInAJump() {
		start("--appendonly", "yes", "--appendfsync", "always");
		TestNode node = node();
		TestNode third = node();
		Recorder recorder = node.follow("r");
		node.join("r", "a");
		node.append("r", LogEntryKind.EVENT, "a", 1, 1);
		Runnable takeOver = snapshot();
		String epoch = recorder.room().epoch();
		node.append("r", LogEntryKind.EVENT, "a", 1, 2);
		node.append("r", LogEntryKind.EVENT, "a", 1, 3);
		node.die();
		takeOver.run();
		Recorder later = third.follow("r");
		assertThat(third.read("r", epoch, 2).orElseThrow()).isEmpty();
		assertThat(third.read("r", epoch, 3)).isEmpty();
		long second = third.offset("r", LogEntryKind.EVENT, "a", 1, 2);
		assertThat(third.offset("r", LogEntryKind.EVENT, "a", 1, 3)).isEqualTo(second + 1);
		assertThat(later.jumps()).isEqualTo(1);
		assertThat(later.losses()).isZero();
		for (long lost : List.of(3L, 4L, 500L, second - 1)) {
			assertThat(third.read("r", epoch, lost)).as("after " + lost).isEmpty();
		}
		assertThat(third.read("r", epoch, 1).orElseThrow()).hasSize(3);
		assertThat(third.read("r", epoch, 2).orElseThrow()).hasSize(2);
		assertThat(third.read("r", epoch, second).orElseThrow()).hasSize(1);
		// A state with what is lost is none
		third.store.checkpoint("r", epoch, 4, new byte[1]);
		third.store.checkpoint("r", epoch, 2, new byte[1]);
		await().until(() -> this.redis.room("r").checkpoint() > 0);
		assertThat(this.redis.room("r").checkpoint()).isEqualTo(2);
	}

	@Test
	void noOffsetIsGivenTwiceThoughItIsNotKnownThatItWasGiven() {
		start("--appendonly", "yes", "--appendfsync", "always");
		TestNode node = node();
		String epoch = node.follow("r").room().epoch();
		for (int round = 0; round < 2; round++) {
			// Once when nothing has been written yet
			Runnable takeOver = snapshot();
			node.join("r", "a");
			this.redis.kill();
			this.redis.run();
			long lost = node.offset("r", LogEntryKind.EVENT, "a", 1, 0);
			takeOver.run();
			TestNode next = node();
			next.follow("r");
			next.append("r", LogEntryKind.ARRIVE, "a", 1, 0);
			assertThat(next.offset("r", LogEntryKind.EVENT, "a", 1, 0)).isGreaterThan(lost + 1);
			assertThat(next.read("r", epoch, lost)).isEmpty();
			node.die();
			node = next;
		}
	}

	/**
	 * Have another process take over later that knows no more of the room than what is
	 * known now.
	 */
	private Runnable snapshot() {
		Map<String, byte[]> keys = new HashMap<>();
		Stream.of("s", "l").map("p2p:test:{rr}:"::concat).forEach((key) -> keys.put(key, this.redis.dump(key)));
		return () -> {
			keys.forEach(this.redis::restore);
			this.redis.kill();
			this.redis.run();
			await().until(() -> this.redis.commands().dbsize() > 0);
		};
	}

	@Test
	void aServerThatComesBackWithoutItsDataHasLostTheRoom() {
		start();
		TestNode node = node();
		TestNode idle = node();
		Recorder recorder = node.follow("r");
		Recorder others = idle.follow("r");
		node.join("r", "a");
		await().until(() -> others.count() == 1);
		this.redis.kill();
		CompletableFuture<AppendOutcome> outcome = node.send("r", LogEntryKind.EVENT, "a", 1, 0, "e");
		this.redis.run();
		await().untilAsserted(() -> {
			assertThat(recorder.losses()).isEqualTo(1);
			assertThat(others.losses()).isEqualTo(1);
		});
		await().until(outcome::isCompletedExceptionally);
		assertThat(node.send("r", LogEntryKind.EVENT, "a", 1, 0, "e")).failsWithin(Duration.ofSeconds(1));
		Recorder again = node.follow("r");
		assertThat(again.room().epoch()).isNotEqualTo(recorder.room().epoch());
		assertThat(node.join("r", "a")).isEqualTo("1");
		assertThat(idle.follow("r").room().epoch()).isEqualTo(again.room().epoch());
	}

	@Test
	void onlySoMuchWaits() {
		start();
		TestNode node = node(TestNode.OPTIONS.withMaxPendingBytes(20_000));
		node.follow("r");
		node.join("r", "a");
		this.redis.freeze();
		List<CompletableFuture<AppendOutcome>> outcomes = new ArrayList<>();
		for (int i = 0; i < 30; i++) {
			outcomes.add(node.send("r", LogEntryKind.EVENT, "a", 1, 0, "e".repeat(1000)));
		}
		CompletableFuture<AppendOutcome> tooMuch = outcomes.remove(29);
		assertThat(tooMuch).failsWithin(Duration.ofSeconds(1))
			.withThrowableOfType(Exception.class)
			.withCauseInstanceOf(ClusterUnavailableException.class);
		this.redis.thaw();
		assertThat(outcomes.stream().filter((outcome) -> TestNode.get(outcome.handle((done, ex) -> ex == null))))
			.hasSizeBetween(10, 20);
		// And more may, when that is done
		assertThat(node.append("r", LogEntryKind.EVENT, "a", 1, 0)).isNotEmpty();
		assertThat(node.pendingBytes()).isZero();
	}

	@Test
	void aServerThatCannotBeReachedFailsTheStart() {
		start();
		this.redis.kill();
		assertThatIllegalStateException().isThrownBy(this::node)
			.withRootCauseInstanceOf(java.net.ConnectException.class);
		this.redis.run();
	}

	@Test
	void scriptsThatRedisHasForgottenAreSentAgain() {
		start();
		TestNode node = node();
		node.follow("r");
		node.join("r", "a");
		this.redis.commands().scriptFlush();
		assertThat(node.append("r", LogEntryKind.EVENT, "a", 1, 0)).isEqualTo("2");
	}

}

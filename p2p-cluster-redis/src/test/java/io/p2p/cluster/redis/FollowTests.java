package io.p2p.cluster.redis;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

import io.lettuce.core.KillArgs;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.p2p.cluster.AppendOutcome;
import io.p2p.cluster.ClusterObserver;
import io.p2p.cluster.LogBatch;
import io.p2p.cluster.LogEntryKind;
import io.p2p.cluster.RoomFollower;
import io.p2p.cluster.RoomRecord;
import io.p2p.cluster.redis.log.GuardedFollower;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What comes to those who follow a room.
 */
class FollowTests {

	private final List<AutoCloseable> open = new ArrayList<>();

	private RedisServer redis;

	@AfterEach
	void end() throws Exception {
		for (int i = this.open.size() - 1; i >= 0; i--) {
			this.open.get(i).close();
		}
	}

	private void start() {
		this.redis = RedisServer.start();
		this.open.add(this.redis);
	}

	private TestNode node() {
		TestNode node = new TestNode(this.redis);
		this.open.add(node);
		return node;
	}

	private static void settled(List<CompletableFuture<AppendOutcome>> outcomes) {
		outcomes.forEach((outcome) -> assertThat(TestNode.get(outcome).rejection()).isNull());
	}

	@Test
	void threeServersSeeOneOrder() {
		start();
		List<TestNode> nodes = List.of(node(), node(), node());
		List<Recorder> recorders = nodes.stream().map((node) -> node.follow("r")).toList();
		List<CompletableFuture<AppendOutcome>> outcomes = new ArrayList<>();
		AtomicInteger early = new AtomicInteger();
		for (TestNode node : nodes) {
			node.join("r", node.name());
		}
		for (int i = 1; i <= 3000; i++) {
			for (TestNode node : nodes) {
				Recorder recorder = recorders.get(nodes.indexOf(node));
				outcomes.add(node.send("r", LogEntryKind.EVENT, node.name(), 1, i, node.name() + " " + i)
					.whenComplete((outcome, ex) -> early.addAndGet((recorder.count() < outcome.offset()) ? 1 : 0)));
			}
		}
		settled(outcomes);
		assertThat(early).as("outcomes before their entries").hasValue(0);
		await().untilAsserted(() -> recorders.forEach((recorder) -> assertThat(recorder.count()).isEqualTo(9003)));
		assertThat(recorders.get(1).bodies()).isEqualTo(recorders.get(0).bodies());
		assertThat(recorders.get(2).bodies()).isEqualTo(recorders.get(0).bodies());
		assertThat(recorders).allSatisfy((recorder) -> assertThat(recorder.faults()).isEmpty());
		for (TestNode node : nodes) {
			assertThat(recorders.get(0).bodies().stream().filter((body) -> body.startsWith(node.name() + " ")))
				.hasSize(3000)
				.isSortedAccordingTo((one, other) -> Integer.compare(number(one), number(other)));
		}
	}

	private static int number(String body) {
		return Integer.parseInt(body.substring(body.indexOf(' ') + 1));
	}

	@Test
	void whatWasPublishedWhileASubscriptionWasCutIsReadFromTheLog() {
		start();
		TestNode one = node();
		TestNode other = node();
		one.follow("r");
		Recorder recorder = other.follow("r");
		one.join("r", "a");
		for (int round = 1; round <= 10; round++) {
			this.redis.commands().clientKill(KillArgs.Builder.typePubsub());
			// Published to nobody: Redis has cut the subscriptions before it takes this
			int expected = round + 1;
			one.append("r", LogEntryKind.EVENT, "a", 1, 0);
			await().until(() -> recorder.count() == expected);
		}
		assertThat(recorder.faults()).isEmpty();
		assertThat(recorder.losses()).isZero();
	}

	@Test
	void aLogThatWentOnWithoutItsEndIsLost() {
		start();
		TestNode node = node();
		TestNode idle = node();
		Recorder recorder = node.follow("r");
		Recorder others = idle.follow("r");
		node.join("r", "a");
		long before = this.redis.room("r").stamp();
		// What a replica has that becomes the master before it got the newest entry
		byte[] state = this.redis.dump("p2p:test:{rr}:s");
		byte[] log = this.redis.dump("p2p:test:{rr}:l");
		node.append("r", LogEntryKind.EVENT, "a", 1, 0);
		await().until(() -> others.count() == 2);
		this.redis.restore("p2p:test:{rr}:s", state);
		this.redis.restore("p2p:test:{rr}:l", log);
		assertThat(this.redis.room("r").stamp()).isEqualTo(before);
		TestNode third = node();
		third.follow("r");
		// The same offset again
		assertThat(third.append("r", LogEntryKind.EVENT, "a", 1, 0)).isEqualTo("2");
		third.append("r", LogEntryKind.EVENT, "a", 1, 0);
		await().untilAsserted(() -> {
			assertThat(recorder.losses()).isEqualTo(1);
			assertThat(others.losses()).isEqualTo(1);
		});
	}

	@Test
	void whatIsNotAppendedIsSaidAfterWhatItWasJudgedBy() {
		start();
		TestNode one = node();
		TestNode other = node();
		one.follow("r");
		Recorder recorder = other.follow("r");
		for (int i = 1; i <= 20; i++) {
			String peer = "p" + i;
			// Published to nobody
			this.redis.commands().clientKill(KillArgs.Builder.typePubsub());
			one.join("r", peer);
			one.append("r", LogEntryKind.LEAVE, peer, 1, 0);
			CompletableFuture<Integer> seen = other.send("r", LogEntryKind.EVENT, peer, 1, 0, "e")
				.thenApply((outcome) -> recorder.count());
			assertThat(TestNode.get(seen)).isEqualTo(2 * i);
		}
		assertThat(recorder.faults()).isEmpty();
	}

	@Test
	void whatOnlyItsServerFollowsIsNotPublished() {
		start();
		TestNode one = node();
		one.follow("r");
		one.join("r", "a");
		List<String> published = new CopyOnWriteArrayList<>();
		this.redis.listen("p2p:test:{rr}:c", published::add);
		one.append("r", LogEntryKind.EVENT, "a", 1, 0);
		TestNode other = node();
		Recorder recorder = other.follow("r");
		one.append("r", LogEntryKind.EVENT, "a", 1, 0);
		await().until(() -> published.size() == 1 && recorder.count() == 3);
	}

	@Test
	void somethingElseOnTheChannelIsNoHarm() {
		start();
		TestNode node = node();
		TestNode other = node();
		Recorder recorder = node.follow("r");
		other.follow("r");
		other.join("r", "a");
		String epoch = this.redis.room("r").epoch();
		for (String message : List.of("", "x", epoch, epoch + "12345678",
				epoch + "\0\0\0\0\0\0\0\u0002" + "\u0001".repeat(40),
				"another1\0\0\0\0\0\0\0\u0002" + "\u0001".repeat(40))) {
			this.redis.commands().publish("p2p:test:{rr}:c", message);
			this.redis.commands().publish("p2p:test:n:" + node.name(), message);
			this.redis.commands().publish("p2p:test:nodes", message);
		}
		for (int i = 0; i < 10; i++) {
			other.append("r", LogEntryKind.EVENT, "a", 1, 0);
		}
		await().until(() -> recorder.count() == 11);
		assertThat(recorder.faults()).isEmpty();
		assertThat(recorder.losses()).isZero();
	}

	@Test
	void whoFollowsNoMoreHearsNothing() {
		start();
		TestNode node = node();
		TestNode other = node();
		Recorder recorder = node.follow("r");
		other.follow("r");
		node.store.unfollow("r");
		await().until(() -> this.redis.commands().pubsubNumsub("p2p:test:{rr}:c").get("p2p:test:{rr}:c") == 1);
		Recorder again = node.follow("r");
		other.join("r", "a");
		await().until(() -> again.count() == 1);
		assertThat(recorder.count()).isZero();
	}

	@Test
	void aFollowerThatFailsIsCalledAgainUntilItFollowsNoMore() {
		AtomicInteger calls = new AtomicInteger();
		GuardedFollower follower = new GuardedFollower(new RoomFollower() {

			@Override
			public void loaded(RoomRecord room) {
				calls.incrementAndGet();
			}

			@Override
			public void appended(List<LogBatch> batches) {
				calls.incrementAndGet();
				throw new IllegalStateException("On purpose");
			}

			@Override
			public void lost() {
				calls.incrementAndGet();
			}

		}, "node", ClusterObserver.NONE);
		follower.appended(List.of(), OptionalLong.empty());
		follower.appended(List.of(), OptionalLong.empty());
		assertThat(calls).hasValue(2);
		follower.silence();
		follower.appended(List.of(), OptionalLong.empty());
		follower.lost();
		assertThat(calls).hasValue(2);
	}

}

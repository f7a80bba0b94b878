package io.p2p.cluster.memory;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.p2p.cluster.ClusterListener;
import io.p2p.cluster.ClusterStore;
import io.p2p.cluster.ClusterUnavailableException;
import io.p2p.cluster.LogEntryKind;
import io.p2p.cluster.SessionClaim;
import io.p2p.cluster.SessionClaim.Outcome;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/**
 * A server that is alone until it can join, and one that is started again. What it joins
 * is another memory here.
 */
class JoiningClusterStoreTests {

	private static final ClusterListener NOBODY = new ClusterListener() {

		@Override
		public void nodeLost(String node) {
		}

		@Override
		public void fenced() {
		}

		@Override
		public void available(boolean available) {
		}

		@Override
		public void told(String node, byte[] message) {
		}

	};

	private final AtomicBoolean there = new AtomicBoolean();

	private final AtomicInteger attempts = new AtomicInteger();

	private volatile MemoryClusterStore shared = memory();

	private JoiningClusterStore store = joining(false);

	private static MemoryClusterStore memory() {
		return new MemoryClusterStore(Duration.ofMinutes(1), 16 << 20);
	}

	private JoiningClusterStore joining(boolean required) {
		return new JoiningClusterStore(this::attempt, required, "Redis at nowhere", Duration.ofMinutes(1), 16 << 20);
	}

	private ClusterStore attempt() {
		this.attempts.incrementAndGet();
		if (!this.there.get()) {
			throw new ClusterUnavailableException("Not there", null);
		}
		this.shared = memory();
		return this.shared;
	}

	@AfterEach
	void stop() {
		get(this.store.stop());
	}

	private static <T> T get(CompletionStage<T> stage) {
		return MemoryClusterStoreTests.get(stage);
	}

	private void join() {
		this.there.set(true);
		await().until(() -> this.store.node().equals(this.shared.node()));
	}

	private long append(String room, LogEntryKind kind, String body) {
		return get(MemoryClusterStoreTests.append(this.store, room, kind, body)).offset();
	}

	@Test
	void whoFollowsARoomHearsThatItIsLostWhenTheServerJoins() {
		get(this.store.start(NOBODY));
		RecordingFollower follower = new RecordingFollower();
		get(this.store.follow("r", follower));
		append("r", LogEntryKind.JOIN, "joined");
		String alone = this.store.node();
		join();
		await().until(() -> follower.heard.contains("lost"));
		assertThat(follower.heard).containsExactly("loaded", "joined", "lost");
		assertThat(this.store.node()).isNotEqualTo(alone);
		assertThatThrownBy(() -> append("r", LogEntryKind.EVENT, "late"))
			.hasRootCauseInstanceOf(ClusterUnavailableException.class);
		this.store.unfollow("r");
		RecordingFollower next = new RecordingFollower();
		get(this.store.follow("r", next));
		assertThat(append("r", LogEntryKind.JOIN, "again")).isEqualTo(1);
		assertThat(get(this.store.read("r", follower.room.epoch(), 0))).isEmpty();
	}

	@Test
	void sessionsGoOnWhenTheServerJoins() {
		get(this.store.start(NOBODY));
		assertThat(get(this.store.claim("t", "ann", "p"))).isEqualTo(new SessionClaim(Outcome.CREATED, "p", 1, ""));
		get(this.store.claim("gone", "ann", "q"));
		this.store.release("gone", 1);
		join();
		assertThat(get(this.store.claim("t", "bob", "x")).outcome()).isEqualTo(Outcome.TAKEN);
		assertThat(get(this.store.claim("t", "ann", "x")))
			.isEqualTo(new SessionClaim(Outcome.CLAIMED, "p", 2, this.shared.node()));
		assertThat(get(this.store.claim("gone", "ann", null)).outcome()).isEqualTo(Outcome.NONE);
	}

	@Test
	void whateverHappensWhenTheServerJoinsEndsWell() throws InterruptedException {
		for (int round = 0; round < 5; round++) {
			this.there.set(false);
			get(this.store.start(NOBODY));
			AtomicBoolean over = new AtomicBoolean();
			CountDownLatch ended = new CountDownLatch(3);
			List<CompletableFuture<?>> requests = new ArrayList<>();
			Map<RecordingFollower, Boolean> followers = new ConcurrentHashMap<>();
			ExecutorService threads = Executors.newFixedThreadPool(3);
			for (int i = 0; i < 3; i++) {
				String room = "r" + i;
				threads.execute(() -> {
					for (int n = 0; !over.get(); n++) {
						play(room, n, requests, followers);
					}
					ended.countDown();
				});
			}
			join();
			await().until(() -> followers.size() > 100);
			over.set(true);
			assertThat(ended.await(30, TimeUnit.SECONDS)).isTrue();
			threads.shutdown();
			synchronized (requests) {
				requests.forEach((request) -> get(request.handle((done, failure) -> true)));
			}
			// nobody follows the memory: whoever was not unfollowed is at the other store
			for (RecordingFollower follower : followers.keySet()) {
				assertThat(follower.heard.stream().filter("lost"::equals)).hasSizeLessThanOrEqualTo(1);
				assertThat(follower.heard).isNotEmpty();
				assertThat(follower.heard.get(0)).isEqualTo("loaded");
				assertThat(follower.heard.subList(1, follower.heard.size())).doesNotContain("loaded");
				int lost = follower.heard.indexOf("lost");
				assertThat(lost).isIn(-1, follower.heard.size() - 1);
			}
			stop();
		}
	}

	// One follows a room, appends to it, and follows it no more; a session is claimed.
	private void play(String room, int n, List<CompletableFuture<?>> requests,
			Map<RecordingFollower, Boolean> followers) {
		RecordingFollower follower = new RecordingFollower();
		get(this.store.follow(room, follower));
		followers.put(follower, true);
		CompletableFuture<?> appended = MemoryClusterStoreTests
			.append(this.store, room, LogEntryKind.JOIN, room + "." + n)
			.toCompletableFuture();
		appended.handle((done, failure) -> true).orTimeout(30, TimeUnit.SECONDS).join();
		assertThat(get(this.store.claim(room, null, room)).peer()).isEqualTo(room);
		assertThat(get(this.store.roomsOf("nobody"))).isEmpty();
		synchronized (requests) {
			requests.add(appended);
		}
		this.store.unfollow(room);
	}

	@Test
	void aStoreThatIsRequiredFailsAndCanBeStartedAgain() {
		this.store = joining(true);
		assertThatThrownBy(() -> get(this.store.start(NOBODY)))
			.hasRootCauseInstanceOf(ClusterUnavailableException.class);
		this.there.set(true);
		get(this.store.start(NOBODY));
		assertThat(this.store.node()).isEqualTo(this.shared.node());
		assertThat(this.store.start(NOBODY).toCompletableFuture()).isCompletedExceptionally();
	}

	@Test
	void aStoreThatIsStartedAgainKnowsNothingOfBefore() {
		this.there.set(true);
		get(this.store.start(NOBODY));
		String node = this.store.node();
		get(this.store.claim("t", null, "p"));
		RecordingFollower follower = new RecordingFollower();
		get(this.store.follow("r", follower));
		append("r", LogEntryKind.JOIN, "joined");
		stop();
		assertThat(follower.heard).containsExactly("loaded", "joined");
		assertThat(this.store.claim("t", null, "p").toCompletableFuture()).isCompletedExceptionally();
		get(this.store.start(NOBODY));
		assertThat(this.store.node()).isNotEqualTo(node);
		assertThat(get(this.store.claim("t", null, null)).outcome()).isEqualTo(Outcome.NONE);
		assertThatThrownBy(() -> append("r", LogEntryKind.EVENT, "late"))
			.hasRootCauseInstanceOf(ClusterUnavailableException.class);
	}

	@Test
	void aStoreThatIsStoppedTriesNoMore() {
		get(this.store.start(NOBODY));
		await().until(() -> this.attempts.get() >= 2);
		stop();
		int made = this.attempts.get();
		await().during(Duration.ofSeconds(2)).until(() -> this.attempts.get() <= made + 1);
		get(this.store.start(NOBODY));
		join();
	}

	@Test
	void whatIsAskedBeforeTheStartIsLostLikeTheRest() {
		RecordingFollower follower = new RecordingFollower();
		get(this.store.follow("r", follower));
		append("r", LogEntryKind.OPEN, "opened");
		this.there.set(true);
		get(this.store.start(NOBODY));
		assertThat(follower.heard).containsExactly("loaded", "opened", "lost");
	}

}

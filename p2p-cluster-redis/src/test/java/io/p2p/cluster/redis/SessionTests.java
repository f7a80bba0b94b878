package io.p2p.cluster.redis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;

import io.lettuce.core.KillArgs;
import org.junit.jupiter.api.Test;

import io.p2p.cluster.KeptSession;
import io.p2p.cluster.SessionClaim;
import io.p2p.cluster.SessionClaim.Outcome;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The owners of sessions in Redis.
 */
class SessionTests extends SessionCases {

	private static final RedisClusterOptions SHORT = TestNode.OPTIONS.withRetention(Duration.ofSeconds(1));

	private RedisServer redis;

	@Override
	void begin() {
		this.redis = RedisServer.start();
		this.one = new TestNode(this.redis, SHORT);
		this.other = new TestNode(this.redis, SHORT);
	}

	@Override
	void finish() {
		if (this.redis != null) {
			this.redis.close();
		}
	}

	@Test
	void tokensAreStoredAsHashes() {
		this.one.claim("secret", "ann", "p1");
		assertThat(this.redis.commands().keys("*")).noneMatch((key) -> key.contains("secret"))
			.anyMatch((key) -> key.matches("p2p:test:x:[A-Za-z0-9_-]{43}"));
	}

	@Test
	void onlyTheOwnerEndsASession() {
		this.one.claim("t", "ann", "p1");
		this.other.claim("t", "ann", null);
		this.one.store.release("t", 1);
		this.one.store.release("t", 2);
		this.other.store.release("t", 1);
		assertThat(this.other.claim("t", "ann", null).generation()).isEqualTo(3);
		this.other.store.release("t", 3);
		assertThat(this.other.claim("t", "ann", null).outcome()).isEqualTo(Outcome.NONE);
	}

	@Test
	void aSessionThatNobodyKeepsEnds() {
		List<KeptSession> sessions = new ArrayList<>();
		for (int i = 0; i < 500; i++) {
			sessions.add(new KeptSession("t" + i, "p" + i, "ann", 1));
			this.one.store.claim("t" + i, "ann", "p" + i);
		}
		await().during(Duration.ofSeconds(3)).atMost(Duration.ofSeconds(5)).until(() -> {
			this.one.store.keep(sessions);
			return this.redis.commands().keys("p2p:test:x:*").size() >= 500;
		});
		await().atMost(Duration.ofSeconds(3)).until(() -> this.redis.commands().keys("p2p:test:x:*").isEmpty());
	}

	@Test
	void aServerKeepsNoSessionThatGoesOnElsewhere() {
		this.one.claim("t", "ann", "p");
		this.other.claim("t", "ann", null);
		String key = this.redis.commands().keys("p2p:test:x:*").get(0);
		await().until(() -> this.redis.commands().pttl(key) < 700);
		this.one.store.keep(List.of(new KeptSession("t", "p", "ann", 1)));
		this.one.claim("another", "ann", null);
		assertThat(this.redis.commands().pttl(key)).isLessThan(700);
	}

	@Test
	void aSessionThatRedisHasLostIsRestored() {
		this.one.claim("t", "ann", "p");
		this.one.claim("anonymous", null, "q");
		this.redis.commands().flushall();
		this.one.store.keep(List.of(new KeptSession("t", "p", "ann", 1), new KeptSession("anonymous", "q", null, 1)));
		this.one.claim("another", "ann", null);
		assertThat(this.other.claim("t", "bob", "x").outcome()).isEqualTo(Outcome.TAKEN);
		assertThat(this.other.claim("t", "ann", "x"))
			.isEqualTo(new SessionClaim(Outcome.CLAIMED, "p", 2, this.one.name()));
		assertThat(this.other.claim("anonymous", null, "x"))
			.isEqualTo(new SessionClaim(Outcome.CLAIMED, "q", 2, this.one.name()));
	}

	@Test
	void aClaimThatRedisHasLostIsRestored() {
		this.one.claim("t", "ann", "p");
		byte[] before = this.redis.dump(this.redis.commands().keys("p2p:test:x:*").get(0));
		String key = this.redis.commands().keys("p2p:test:x:*").get(0);
		this.other.claim("t", "ann", null);
		this.redis.restore(key, before);
		this.other.store.keep(List.of(new KeptSession("t", "p", "ann", 2)));
		assertThat(this.other.claim("t", "ann", null).generation()).isEqualTo(3);
	}

	@Test
	void claimsAreDoneOnceThoughConnectionsAreCut() {
		for (int round = 0; round < 30; round++) {
			List<CompletionStage<SessionClaim>> claims = new ArrayList<>();
			for (int i = 0; i < 20; i++) {
				claims.add(this.one.store.claim("t" + round + "." + i, "ann", "p" + i));
			}
			this.redis.commands().clientKill(KillArgs.Builder.typeNormal().skipme());
			for (int i = 0; i < 20; i++) {
				assertThat(TestNode.get(claims.get(i))).isEqualTo(new SessionClaim(Outcome.CREATED, "p" + i, 1, ""));
			}
		}
	}

	@Test
	void aSessionThatWandersFarStaysSmall() {
		for (int i = 0; i < 60; i++) {
			Sessions sessions = this.one.sessionsOf("node" + i);
			TestNode.get(sessions.claim("t", "ann", "p"));
		}
		String key = this.redis.commands().keys("p2p:test:x:*").get(0);
		assertThat(this.redis.commands().hlen(key)).isLessThan(45);
		assertThat(this.one.claim("t", "ann", null)).isEqualTo(new SessionClaim(Outcome.CLAIMED, "p", 61, "node59"));
	}

	@Test
	void aClaimThatComesLateChangesNothing() {
		Sessions sessions = this.one.sessionsOf("node");
		for (int i = 1; i <= 3; i++) {
			assertThat(TestNode.get(sessions.claim("t", "ann", "p")).generation()).isEqualTo(i);
		}
		// Its requests have the same numbers: the first two are overtaken, the third is
		// known
		SessionClaim late = TestNode.get(this.one.sessionsOf("node").claim("t", "ann", "p"));
		assertThat(late).isEqualTo(new SessionClaim(Outcome.CLAIMED, "p", 3, "node"));
	}

}

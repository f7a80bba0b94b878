package io.p2p.cluster.redis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;

import io.lettuce.core.KillArgs;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.p2p.cluster.SessionClaim;
import io.p2p.cluster.SessionClaim.Outcome;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The owners of sessions.
 */
class SessionTests {

	private static final RedisClusterOptions SHORT = TestNode.OPTIONS.withRetention(Duration.ofSeconds(1));

	private RedisServer redis;

	private TestNode one;

	private TestNode other;

	@BeforeEach
	void start() {
		this.redis = RedisServer.start();
		this.one = new TestNode(this.redis, SHORT);
		this.other = new TestNode(this.redis, SHORT);
	}

	@AfterEach
	void end() {
		this.one.close();
		this.other.close();
		this.redis.close();
	}

	@Test
	void aSessionBeginsOnceAndGoesOnElsewhere() {
		assertThat(this.one.claim("t", "ann", null)).isEqualTo(new SessionClaim(Outcome.NONE, "", 0, ""));
		assertThat(this.one.claim("t", "ann", "p1")).isEqualTo(new SessionClaim(Outcome.CREATED, "p1", 1, ""));
		assertThat(this.other.claim("t", "ann", "p2"))
			.isEqualTo(new SessionClaim(Outcome.CLAIMED, "p1", 2, this.one.name()));
		assertThat(this.other.claim("t", "ann", null))
			.isEqualTo(new SessionClaim(Outcome.CLAIMED, "p1", 3, this.other.name()));
		assertThat(this.one.claim("t", "ann", null))
			.isEqualTo(new SessionClaim(Outcome.CLAIMED, "p1", 4, this.other.name()));
	}

	@Test
	void aSessionIsItsUsersOnly() {
		this.one.claim("t", "ann", "p1");
		this.one.claim("anonymous", null, "p2");
		SessionClaim taken = new SessionClaim(Outcome.TAKEN, "", 0, "");
		assertThat(this.other.claim("t", "bob", "p3")).isEqualTo(taken);
		assertThat(this.other.claim("t", null, "p3")).isEqualTo(taken);
		assertThat(this.other.claim("anonymous", "ann", "p3")).isEqualTo(taken);
		assertThat(this.other.claim("anonymous", "", "p3")).isEqualTo(taken);
		assertThat(this.other.claim("anonymous", null, "p3").outcome()).isEqualTo(Outcome.CLAIMED);
		assertThat(this.one.claim("t", "ann", null).generation()).isEqualTo(2);
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
		List<String> tokens = new ArrayList<>();
		for (int i = 0; i < 500; i++) {
			tokens.add("t" + i);
			this.one.store.claim("t" + i, "ann", "p" + i);
		}
		this.one.claim("moved", "ann", "p");
		this.other.claim("moved", "ann", null);
		tokens.add("moved");
		await().during(Duration.ofSeconds(3)).atMost(Duration.ofSeconds(5)).until(() -> {
			this.one.store.keep(tokens);
			return this.redis.commands().keys("p2p:test:x:*").size() >= 500;
		});
		// The old server keeps no session that goes on elsewhere
		assertThat(this.other.claim("moved", "ann", null).outcome()).isEqualTo(Outcome.NONE);
		await().atMost(Duration.ofSeconds(3)).until(() -> this.redis.commands().keys("p2p:test:x:*").isEmpty());
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
	void claimsOfOneServerAtOnceAreAllAnswered() {
		List<CompletionStage<SessionClaim>> claims = new ArrayList<>();
		for (int i = 0; i < 100; i++) {
			claims.add(this.one.store.claim("t", "ann", "p"));
			claims.add(this.other.store.claim("t", "ann", "p"));
		}
		assertThat(claims.stream().map((claim) -> TestNode.get(claim).generation())).doesNotHaveDuplicates()
			.contains(1L, 200L);
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

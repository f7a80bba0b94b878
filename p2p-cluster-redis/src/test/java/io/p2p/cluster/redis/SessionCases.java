package io.p2p.cluster.redis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.p2p.cluster.KeptSession;
import io.p2p.cluster.SessionClaim;
import io.p2p.cluster.SessionClaim.Outcome;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The owners of sessions, whatever the store.
 */
abstract class SessionCases {

	TestNode one;

	TestNode other;

	/**
	 * Begin to take part, as one server or as two.
	 */
	abstract void begin();

	/**
	 * Clean up behind the nodes.
	 */
	void finish() {
	}

	@BeforeEach
	final void start() {
		begin();
	}

	@AfterEach
	final void end() {
		if (this.other != null) {
			this.other.close();
		}
		if (this.one != null) {
			this.one.close();
		}
		finish();
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
	void whatHasEndedIsNotRestored() {
		this.one.claim("t", "ann", "p");
		this.one.store.release("t", 1);
		this.one.store.keep(List.of(new KeptSession("t", "p", "ann", 1)));
		assertThat(this.one.claim("t", "ann", null).outcome()).isEqualTo(Outcome.NONE);
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
	void aSessionThatBeginsAnewUnderItsNameIsKept() {
		this.one.claim("t", "ann", "p");
		this.one.claim("t", "ann", null);
		this.one.store.release("t", 2);
		assertThat(this.one.claim("t", "ann", "q")).isEqualTo(new SessionClaim(Outcome.CREATED, "q", 1, ""));
		await().during(Duration.ofSeconds(2)).atMost(Duration.ofSeconds(4)).until(() -> {
			this.one.store.keep(List.of(new KeptSession("t", "q", "ann", 1)));
			return TestNode.get(this.other.store.farewell("t")).isPresent();
		});
		await().atMost(Duration.ofSeconds(3)).until(() -> TestNode.get(this.other.store.farewell("t")).isEmpty());
	}

}

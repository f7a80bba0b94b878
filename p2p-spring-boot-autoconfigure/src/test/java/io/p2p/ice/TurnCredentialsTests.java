package io.p2p.ice;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import io.p2p.support.Coturn;
import io.p2p.support.TurnClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Credentials as coturn checks them: a real one does.
 */
class TurnCredentialsTests {

	private static final Duration HOUR = Duration.ofHours(1);

	private static final int UNAUTHORIZED = 401;

	private static Coturn coturn;

	@BeforeAll
	static void start() {
		coturn = Coturn.start("north", "south");
	}

	@AfterAll
	static void stop() {
		if (coturn != null) {
			coturn.close();
		}
	}

	@Test
	void credentialsAreGoodUntilTheyExpire() {
		assertThat(allocate(issue("north", HOUR))).isEqualTo(TurnClient.SUCCESS);
		assertThat(allocate(issue("north", Duration.ofSeconds(-2)))).isEqualTo(UNAUTHORIZED);
	}

	@Test
	void credentialsOfAnotherSecretAreRefused() {
		assertThat(allocate(issue("west", HOUR))).isEqualTo(UNAUTHORIZED);
	}

	@Test
	void whenSomebodyPutsTheExpiryOffThenTheCredentialsAreRefused() {
		IceServer expired = issue("north", Duration.ofSeconds(-2));
		String forged = Instant.now().plus(HOUR).getEpochSecond() + ":peer";
		assertThat(allocate(new IceServer(expired.urls(), forged, expired.credential()))).isEqualTo(UNAUTHORIZED);
	}

	@Test
	void whileASecretIsReplacedBothAreTaken() {
		assertThat(allocate(issue("north", HOUR))).isEqualTo(TurnClient.SUCCESS);
		assertThat(allocate(issue("south", HOUR))).isEqualTo(TurnClient.SUCCESS);
	}

	@Test
	void whatWasAllocatedOutlivesTheCredentials() {
		Duration second = Duration.ofSeconds(1);
		IceServer server = issue("north", second);
		try (TurnClient client = coturn.client()) {
			assertThat(client.allocate(server)).isEqualTo(TurnClient.SUCCESS);
			await().until(() -> allocate(server) == UNAUTHORIZED);
			assertThat(client.refresh(server)).isEqualTo(TurnClient.SUCCESS);
		}
	}

	private static int allocate(IceServer server) {
		try (TurnClient client = coturn.client()) {
			return client.allocate(server);
		}
	}

	private static IceServer issue(String secret, Duration lifetime) {
		return new TurnCredentials(secret, lifetime).issue(List.of(coturn.uri()), "peer");
	}

}

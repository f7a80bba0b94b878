package io.p2p.health;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.availability.ApplicationAvailabilityAutoConfiguration;
import org.springframework.boot.availability.ApplicationAvailability;
import org.springframework.boot.availability.LivenessState;
import org.springframework.boot.availability.ReadinessState;

import io.p2p.socketio.netty.P2pServer;
import io.p2p.support.ManagedApplication;
import io.p2p.support.SlowHandlers;
import io.p2p.support.TestClient;
import io.p2p.support.TestServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What an orchestrator hears of an application with a P2P server.
 */
class ReadinessTests {

	@Test
	void whenServerRunsThenItIsAliveAndReadyAndHasAHealthComponent() {
		try (ManagedApplication application = ManagedApplication.start("management.endpoint.health.show-details=always",
				"management.endpoint.health.group.readiness.include=readinessState,p2p")) {
			assertThat(application.get("health/p2p").getBody()).contains("\"status\":\"UP\"", "\"port\":");
			assertThat(application.status("health/liveness")).isEqualTo(200);
			assertThat(application.get("health/readiness").getBody()).contains("\"status\":\"UP\"", "\"p2p\":");
			application.bean(P2pServer.class).stop();
			assertThat(application.get("health/readiness").getBody()).contains("\"status\":\"DOWN\"");
			assertThat(application.status("health/readiness")).isEqualTo(503);
			assertThat(application.status("health/liveness")).isEqualTo(200);
		}
	}

	// with the default groups, and with the component in the group
	@ParameterizedTest
	@ValueSource(strings = { "readinessState", "p2p" })
	void whenServerDrainsThenItIsOutOfServiceAndAlive(String included) {
		try (ManagedApplication application = ManagedApplication.start(SlowHandlers.class,
				"management.endpoint.health.group.readiness.include=" + included);
				TestClient alice = TestClient.plain(application.server())) {
			SlowHandlers handlers = application.bean(SlowHandlers.class);
			alice.emit("slow");
			handlers.awaitCalls(1);
			assertThat(application.status("health/readiness")).isEqualTo(200);
			CompletableFuture<Void> closed = CompletableFuture.runAsync(application::close);
			await().untilAsserted(() -> assertThat(application.status("health/readiness")).isEqualTo(503));
			assertThat(application.get("health/readiness").getBody()).contains("OUT_OF_SERVICE");
			assertThat(application.get("health").getBody()).contains("OUT_OF_SERVICE");
			assertThat(application.get("health/liveness").getBody()).contains("UP");
			assertThat(application.status("health/liveness")).isEqualTo(200);
			handlers.release();
			closed.orTimeout(20, TimeUnit.SECONDS).join();
		}
	}

	@Test
	void whenOnlyTheP2pServerIsStoppedAndStartedThenReadinessFollows() {
		try (TestServer server = TestServer.start(ApplicationAvailabilityAutoConfiguration.class,
				"p2p.server.shutdown=graceful")) {
			ApplicationAvailability availability = server.bean(ApplicationAvailability.class);
			assertThat(availability.getReadinessState()).isEqualTo(ReadinessState.ACCEPTING_TRAFFIC);
			CompletableFuture<Void> stopped = new CompletableFuture<>();
			server.bean(P2pServer.class).stop(() -> stopped.complete(null));
			stopped.orTimeout(30, TimeUnit.SECONDS).join();
			assertThat(availability.getReadinessState()).isEqualTo(ReadinessState.REFUSING_TRAFFIC);
			assertThat(availability.getLivenessState()).isEqualTo(LivenessState.CORRECT);
			server.bean(P2pServer.class).start();
			assertThat(availability.getReadinessState()).isEqualTo(ReadinessState.ACCEPTING_TRAFFIC);
		}
	}

	// 100 is more than the handlers' threads
	@Test
	void whenServerIsOverloadedThenItIsAliveAndReady() {
		try (ManagedApplication application = ManagedApplication.start(SlowHandlers.class,
				"p2p.server.shutdown=immediate"); TestClient alice = TestClient.plain(application.server())) {
			for (int i = 0; i < 100; i++) {
				alice.emit("slow");
			}
			application.bean(SlowHandlers.class).awaitCalls(1);
			assertThat(application.status("health/liveness")).isEqualTo(200);
			assertThat(application.status("health/readiness")).isEqualTo(200);
			assertThat(application.status("health")).isEqualTo(200);
		}
	}

}

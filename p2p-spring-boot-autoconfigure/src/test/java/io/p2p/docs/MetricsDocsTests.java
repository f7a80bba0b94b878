package io.p2p.docs;

import io.micrometer.common.KeyValues;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.socket.client.IO;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.stereotype.Component;

import io.p2p.annotation.PeerMessageHandler;
import io.p2p.autoconfigure.metrics.P2pMetricsAutoConfiguration;
import io.p2p.autoconfigure.metrics.P2pObservationAutoConfiguration;
import io.p2p.metrics.DefaultPeerHandlerObservationConvention;
import io.p2p.metrics.PeerHandlerObservationContext;
import io.p2p.support.TestClient;
import io.p2p.support.TestServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What {@code docs/metrics.md} shows, tried.
 */
class MetricsDocsTests {

	@Test
	void theConventionAddsItsTagAndTheFileChoosesTheHistograms() {
		IO.Options options = new IO.Options();
		options.query = "tenant=acme";
		try (TestServer server = TestServer.start(Meters.class, TenantConvention.class, Handlers.class,
				"spring.config.location=classpath:docs/metrics.yml");
				TestClient alice = TestClient.connect(server, "/", options);
				TestClient bob = TestClient.plain(server)) {
			alice.emit("chat", "x");
			bob.emit("chat", "x");
			bob.awaitEvent("chat");
			MeterRegistry registry = server.bean(MeterRegistry.class);
			await().untilAsserted(() -> {
				assertThat(registry.get("p2p.handler").tag("tenant", "acme").timer().count()).isEqualTo(1);
				assertThat(registry.get("p2p.handler").tag("tenant", "other").timer().count()).isEqualTo(1);
			});
			assertThat(server.bean(PrometheusMeterRegistry.class).scrape()).contains("p2p_handler_seconds_bucket")
				.doesNotContain("p2p_relay_latency_seconds_bucket");
		}
	}

	@Component
	static class TenantConvention extends DefaultPeerHandlerObservationConvention {

		@Override
		public KeyValues getLowCardinalityKeyValues(PeerHandlerObservationContext context) {
			String tenant = context.sender().handshake().parameter("tenant");
			return super.getLowCardinalityKeyValues(context).and("tenant", "acme".equals(tenant) ? tenant : "other");
		}

	}

	static class Handlers {

		@PeerMessageHandler("chat")
		void chat() {
		}

	}

	@ImportAutoConfiguration({ MetricsAutoConfiguration.class, CompositeMeterRegistryAutoConfiguration.class,
			ObservationAutoConfiguration.class, P2pMetricsAutoConfiguration.class,
			P2pObservationAutoConfiguration.class })
	static class Meters {

		@Bean
		PrometheusMeterRegistry registry() {
			return new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
		}

	}

}

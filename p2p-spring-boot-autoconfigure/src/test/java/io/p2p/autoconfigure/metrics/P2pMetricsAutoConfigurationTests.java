package io.p2p.autoconfigure.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.simple.SimpleMetricsExportAutoConfiguration;
import org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import io.p2p.autoconfigure.P2pAutoConfiguration;
import io.p2p.handler.PeerHandlerInterceptor;
import io.p2p.metrics.LinkMeters;
import io.p2p.metrics.ObservedPeerHandlers;
import io.p2p.metrics.P2pMeters;
import io.p2p.metrics.P2pMetrics;
import io.p2p.metrics.RelayLatency;
import io.p2p.relay.RelayObserver;
import io.p2p.signaling.LinkObserver;
import io.p2p.socketio.netty.P2pServer;

import static org.assertj.core.api.Assertions.assertThat;

class P2pMetricsAutoConfigurationTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(JacksonAutoConfiguration.class, P2pAutoConfiguration.class,
				P2pMetricsAutoConfiguration.class, P2pObservationAutoConfiguration.class))
		.withPropertyValues("p2p.server.port=0", "p2p.server.address=127.0.0.1");

	private final ApplicationContextRunner withRegistries = this.runner.withConfiguration(
			AutoConfigurations.of(MetricsAutoConfiguration.class, SimpleMetricsExportAutoConfiguration.class,
					CompositeMeterRegistryAutoConfiguration.class, ObservationAutoConfiguration.class));

	@Test
	void whenThereAreRegistriesThenMetersAndObservationsAreThere() {
		this.withRegistries.run((context) -> {
			assertThat(context).hasSingleBean(P2pMetrics.class)
				.hasSingleBean(RelayLatency.class)
				.hasSingleBean(LinkMeters.class)
				.hasSingleBean(ObservedPeerHandlers.class);
			MeterRegistry registry = context.getBean(MeterRegistry.class);
			assertThat(registry.get(P2pMeters.ROOMS.getName()).gauge().value()).isZero();
			assertThat(registry.get(P2pMeters.UPGRADE_TIME.getName()).timer().count()).isZero();
		});
	}

	@Test
	void whenThereAreNoRegistriesThenNoMetersAreThereAndTheServerIs() {
		this.runner.run((context) -> assertThat(context).hasSingleBean(P2pServer.class)
			.doesNotHaveBean(P2pMetrics.class)
			.doesNotHaveBean(RelayObserver.class)
			.doesNotHaveBean(LinkObserver.class)
			.doesNotHaveBean(PeerHandlerInterceptor.class));
	}

	@Test
	void whenMicrometerIsMissingThenTheServerIsThere() {
		this.runner.withClassLoader(new FilteredClassLoader("io.micrometer"))
			.run((context) -> assertThat(context).hasNotFailed()
				.hasSingleBean(P2pServer.class)
				.doesNotHaveBean("p2pMetrics"));
	}

	@Test
	void whenBootsModulesForMicrometerAreMissingThenTheServerIsThere() {
		this.runner.withClassLoader(new FilteredClassLoader("org.springframework.boot.micrometer"))
			.run((context) -> assertThat(context).hasNotFailed().hasSingleBean(P2pServer.class));
	}

	@Test
	void whenThereIsNoServerThenNoMetersAreThere() {
		this.withRegistries.withPropertyValues("p2p.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean(P2pMetrics.class)
				.doesNotHaveBean(RelayLatency.class)
				.doesNotHaveBean(ObservedPeerHandlers.class));
	}

	@Test
	void whenOnlyObservationsAreThereThenHandlersAreObserved() {
		this.runner.withBean(ObservationRegistry.class, ObservationRegistry::create)
			.run((context) -> assertThat(context).hasSingleBean(ObservedPeerHandlers.class)
				.doesNotHaveBean(P2pMetrics.class));
	}

	@Test
	void whenTheApplicationHasObserversOfItsOwnThenTheyTakeThePlaceOfOurs() {
		this.withRegistries.withBean(MeterRegistry.class, SimpleMeterRegistry::new)
			.withBean(RelayObserver.class, () -> () -> null)
			.withBean(LinkObserver.class, () -> LinkObserver.NONE)
			.run((context) -> {
				assertThat(context).hasSingleBean(RelayObserver.class)
					.hasSingleBean(LinkObserver.class)
					.hasSingleBean(P2pMetrics.class);
				assertThat(context.getBean(MeterRegistry.class).find(P2pMeters.RELAY_LATENCY.getName()).timer())
					.isNull();
			});
	}

}

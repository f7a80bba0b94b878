package io.p2p.metrics;

import java.util.ArrayList;
import java.util.List;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import io.p2p.autoconfigure.metrics.P2pMetricsAutoConfiguration;
import io.p2p.autoconfigure.metrics.P2pObservationAutoConfiguration;
import io.p2p.support.TestServer;

/**
 * A real server whose meters go to a Prometheus registry, as Boot sets it up.
 */
final class MeteredServer implements AutoCloseable {

	private final TestServer server;

	private final MeterRegistry registry;

	MeteredServer(TestServer server) {
		this.server = server;
		this.registry = server.bean(MeterRegistry.class);
	}

	static MeteredServer start(Object... configuration) {
		List<Object> all = new ArrayList<>(List.of(Meters.class));
		all.addAll(List.of(configuration));
		return new MeteredServer(TestServer.start(all.toArray()));
	}

	TestServer server() {
		return this.server;
	}

	MeterRegistry registry() {
		return this.registry;
	}

	/**
	 * What a gauge shows now, or what a counter has counted.
	 * @param tags names and values
	 */
	double value(P2pMeters meter, String... tags) {
		return this.registry.get(meter.getName()).tags(tags).meter().measure().iterator().next().getValue();
	}

	@Override
	public void close() {
		this.server.close();
	}

	@Configuration(proxyBeanMethods = false)
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

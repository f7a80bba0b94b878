package io.p2p.autoconfigure.metrics;

import io.micrometer.core.instrument.docs.MeterDocumentation;
import io.micrometer.observation.ObservationRegistry;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration;
import org.springframework.context.annotation.Bean;

import io.p2p.autoconfigure.P2pAutoConfiguration;
import io.p2p.metrics.ObservedPeerHandlers;
import io.p2p.metrics.PeerHandlerObservationConvention;
import io.p2p.socketio.netty.P2pServer;

/**
 * Auto-configuration of the observation {@code p2p.handler}.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = { P2pAutoConfiguration.class, ObservationAutoConfiguration.class })
@ConditionalOnClass({ ObservationRegistry.class, MeterDocumentation.class })
@ConditionalOnBean({ ObservationRegistry.class, P2pServer.class })
public final class P2pObservationAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	ObservedPeerHandlers observedPeerHandlers(ObservationRegistry registry,
			ObjectProvider<PeerHandlerObservationConvention> convention) {
		return new ObservedPeerHandlers(registry, convention.getIfAvailable());
	}

}

package io.p2p.autoconfigure.health;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;

import io.p2p.autoconfigure.client.P2pClientAutoConfiguration;
import io.p2p.client.P2pPeer;
import io.p2p.health.P2pClientHealthIndicator;

/**
 * Auto-configuration of the health component {@code p2pClient}.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = P2pClientAutoConfiguration.class)
@ConditionalOnClass({ P2pPeer.class, HealthIndicator.class, ConditionalOnEnabledHealthIndicator.class })
@ConditionalOnSingleCandidate(P2pPeer.class)
@ConditionalOnEnabledHealthIndicator("p2p-client")
public final class P2pClientHealthAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean(name = "p2pClientHealthIndicator")
	P2pClientHealthIndicator p2pClientHealthIndicator(ObjectProvider<P2pPeer> peer) {
		return new P2pClientHealthIndicator(peer::getObject);
	}

}

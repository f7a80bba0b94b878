package io.p2p.autoconfigure.health;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;

import io.p2p.autoconfigure.P2pAutoConfiguration;
import io.p2p.cluster.ClusterStatus;
import io.p2p.health.P2pHealthIndicator;
import io.p2p.room.RoomManager;
import io.p2p.socketio.netty.P2pServer;
import io.p2p.socketio.peer.PeerNamespaceHandler;

/**
 * Auto-configuration of the health component {@code p2p}.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = P2pAutoConfiguration.class)
@ConditionalOnClass({ HealthIndicator.class, ConditionalOnEnabledHealthIndicator.class })
@ConditionalOnBean(P2pServer.class)
@ConditionalOnEnabledHealthIndicator("p2p")
public final class P2pHealthAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean(name = "p2pHealthIndicator")
	P2pHealthIndicator p2pHealthIndicator(P2pServer server, PeerNamespaceHandler peers, RoomManager rooms,
			ObjectProvider<ClusterStatus> cluster) {
		return new P2pHealthIndicator(server, peers, rooms, cluster.getIfAvailable());
	}

}

package io.p2p.autoconfigure.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.context.annotation.Bean;

import io.p2p.autoconfigure.P2pAutoConfiguration;
import io.p2p.cluster.ClusterObserver;
import io.p2p.cluster.ClusterStatus;
import io.p2p.cluster.ClusterStore;
import io.p2p.metrics.ClusterMeters;
import io.p2p.metrics.LinkMeters;
import io.p2p.metrics.P2pMetrics;
import io.p2p.metrics.RelayLatency;
import io.p2p.relay.MessageRelay;
import io.p2p.relay.RelayObserver;
import io.p2p.room.RoomManager;
import io.p2p.signaling.LinkObserver;
import io.p2p.signaling.SignalRouter;
import io.p2p.socketio.netty.P2pServer;
import io.p2p.socketio.peer.PeerNamespaceHandler;

/**
 * Auto-configuration of the meters {@code p2p.*}.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = { P2pAutoConfiguration.class, CompositeMeterRegistryAutoConfiguration.class })
@ConditionalOnClass(MeterRegistry.class)
@ConditionalOnBean({ MeterRegistry.class, P2pServer.class })
public final class P2pMetricsAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	P2pMetrics p2pMetrics(P2pServer server, PeerNamespaceHandler peers, RoomManager rooms, MessageRelay relay,
			SignalRouter signals, ObjectProvider<ClusterStatus> cluster) {
		return new P2pMetrics(server, peers, rooms, relay, signals, cluster.getIfAvailable());
	}

	@Bean
	@ConditionalOnMissingBean(RelayObserver.class)
	RelayLatency p2pRelayLatency(MeterRegistry registry) {
		return new RelayLatency(registry);
	}

	@Bean
	@ConditionalOnBean(ClusterStore.class)
	@ConditionalOnMissingBean(ClusterObserver.class)
	ClusterMeters p2pClusterMeters(MeterRegistry registry) {
		return new ClusterMeters(registry);
	}

	@Bean
	@ConditionalOnMissingBean(LinkObserver.class)
	LinkMeters p2pLinkMeters(MeterRegistry registry) {
		return new LinkMeters(registry);
	}

}

package io.p2p.autoconfigure.cluster;

import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.cluster.ClusterClientOptions;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.resource.ClientResources;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.util.function.SingletonSupplier;

import io.p2p.autoconfigure.P2pAutoConfiguration;
import io.p2p.autoconfigure.P2pClusterProperties;
import io.p2p.autoconfigure.P2pProperties;
import io.p2p.autoconfigure.RoomListeners;
import io.p2p.cluster.ClusterObserver;
import io.p2p.cluster.ClusterStore;
import io.p2p.cluster.memory.JoiningClusterStore;
import io.p2p.cluster.redis.RedisClusterOptions;
import io.p2p.cluster.redis.RedisClusterStore;
import io.p2p.codec.PeerMessageCodec;
import io.p2p.messaging.PeerMessagingTemplate;
import io.p2p.messaging.PeerQuestions;
import io.p2p.peer.PeerRegistry;
import io.p2p.peer.PeerSender;
import io.p2p.relay.ReplicatedCarrier;
import io.p2p.room.replica.ClusterRoomManager;
import io.p2p.signaling.RoomReturns;
import io.p2p.socketio.peer.PeerNamespaceHandler;
import io.p2p.socketio.session.SessionCluster;

/**
 * Auto-configuration of rooms that several servers share by Redis.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = DataRedisAutoConfiguration.class, before = P2pAutoConfiguration.class)
@ConditionalOnClass({ RedisClusterStore.class, DataRedisConnectionDetails.class })
@ConditionalOnBooleanProperty(name = { "p2p.enabled", "p2p.cluster.enabled" }, matchIfMissing = true)
@EnableConfigurationProperties({ P2pProperties.class, P2pClusterProperties.class })
public final class P2pClusterAutoConfiguration {

	// what a lost peer may take to come back after its last sign of life
	private static final int RETENTION = 2;

	private static final int POSITIONS = 4;

	private static final Duration TIMEOUT = Duration.ofSeconds(5);

	private static final Duration EVER = Duration.ofDays(365);

	@Bean(destroyMethod = "shutdown")
	@ConditionalOnMissingBean
	ClientResources p2pRedisResources() {
		return ClientResources.create();
	}

	@Bean(destroyMethod = "")
	@ConditionalOnMissingBean
	ClusterStore clusterStore(P2pClusterProperties properties, P2pProperties p2p, DataRedisConnectionDetails details,
			ClientResources resources, ObjectProvider<ClusterObserver> observer) {
		RedisClusterOptions options = RedisClusterOptions.of(properties.name())
			.withLease(properties.lease())
			.withReplicas(properties.replicas())
			.withObserver(observer.getIfAvailable(() -> ClusterObserver.NONE))
			.withPatience(properties.required() ? TIMEOUT : EVER)
			.withRetention(p2p.recovery().window().plus(properties.lease()).multipliedBy(RETENTION));
		RedisUris uris = new RedisUris(details, TIMEOUT);
		return new JoiningClusterStore(redis(uris, LettuceTls.options(details.getSslBundle()), resources, options),
				properties.required(), "Redis at " + uris.describe(), options.retention(), options.maxLogBytes());
	}

	private static Supplier<ClusterStore> redis(RedisUris uris, ClientOptions client, ClientResources resources,
			RedisClusterOptions options) {
		List<RedisURI> cluster = uris.cluster();
		if (cluster.isEmpty()) {
			RedisClient single = RedisClient.create(resources);
			single.setOptions(client);
			return () -> RedisClusterStore.standalone(single, uris.single(), options);
		}
		RedisClusterClient clustered = RedisClusterClient.create(resources, cluster);
		clustered.setOptions(ClusterClientOptions.builder(client).build());
		return () -> RedisClusterStore.cluster(clustered, options);
	}

	@Bean
	@ConditionalOnMissingBean
	ReplicatedCarrier replicatedCarrier(ObjectProvider<ClusterRoomManager> rooms, ClusterStore store,
			PeerSender sender) {
		return new ReplicatedCarrier(SingletonSupplier.of(rooms::getObject), store::tellUnlessBusy, sender);
	}

	@Bean
	@ConditionalOnMissingBean
	ClusterRoomManager clusterRoomManager(ClusterStore store, P2pProperties p2p, P2pClusterProperties properties,
			RoomListeners listeners, PeerRegistry peers, ReplicatedCarrier carrier) {
		return new ClusterRoomManager(store, p2p.limits().roomsPerPeer(), p2p.recovery().window(), properties.lease(),
				SingletonSupplier.of(listeners::all), peers::find, carrier);
	}

	@Bean
	@ConditionalOnMissingBean
	SessionCluster sessionCluster(ClusterStore store, ClusterRoomManager rooms, ReplicatedCarrier carrier,
			P2pProperties p2p) {
		return new SessionCluster(store, rooms, new RoomReturns(rooms, carrier),
				p2p.recovery().window().dividedBy(POSITIONS));
	}

	@Bean
	@ConditionalOnMissingBean
	PeerMessagingTemplate peerMessagingTemplate(ClusterRoomManager rooms, PeerRegistry peers, PeerMessageCodec codec,
			PeerQuestions questions) {
		return new PeerMessagingTemplate(rooms, peers, codec, questions);
	}

	@Bean
	ClusterLifecycle p2pClusterLifecycle(ClusterStore store, ClusterRoomManager rooms, ReplicatedCarrier carrier,
			PeerNamespaceHandler peers, P2pProperties p2p, P2pClusterProperties properties,
			DataRedisConnectionDetails details, ApplicationEventPublisher events) {
		return new ClusterLifecycle(store, rooms, carrier, peers, p2p.recovery().window(), properties.lease(),
				new RedisUris(details, TIMEOUT).describe(),
				(readiness) -> AvailabilityChangeEvent.publish(events, store, readiness));
	}

}

package io.p2p.autoconfigure;

import java.time.Duration;

import com.corundumstudio.socketio.AckMode;
import com.corundumstudio.socketio.SocketConfig;
import com.corundumstudio.socketio.SocketIOServer;
import io.netty.util.internal.PlatformDependent;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.boot.cloud.CloudPlatform;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.Environment;
import org.springframework.core.task.AsyncTaskExecutor;
import org.springframework.util.unit.DataSize;

import io.p2p.engineio.EngineOptions;
import io.p2p.engineio.limit.EngineLimits;
import io.p2p.engineio.limit.OriginPolicy;
import io.p2p.engineio.limit.TrustedProxies;
import io.p2p.engineio.send.QueueBudget;
import io.p2p.peer.PacketLimits;
import io.p2p.peer.PeerRegistry;
import io.p2p.relay.MessageRelay;
import io.p2p.relay.RoomCarrier;
import io.p2p.room.RoomManager;
import io.p2p.signaling.LinkObserver;
import io.p2p.signaling.RoomJoinService;
import io.p2p.signaling.SignalRouter;
import io.p2p.socketio.auth.PeerAuthentication;
import io.p2p.socketio.netty.EmbeddedSocketIoServer;
import io.p2p.socketio.netty.ListenedEvents;
import io.p2p.socketio.netty.P2pServer;
import io.p2p.socketio.netty.P2pServerInitializedEvent;
import io.p2p.socketio.netty.PortConnector;
import io.p2p.socketio.netty.ServerConnector;
import io.p2p.socketio.peer.PeerLimits;
import io.p2p.socketio.peer.PeerNamespaceHandler;
import io.p2p.socketio.session.RecoveryOptions;
import io.p2p.socketio.session.SessionCluster;

/**
 * The Socket.IO server, and the handler of the peers' namespace.
 */
@Configuration(proxyBeanMethods = false)
class P2pServerConfiguration {

	private static final String BUNDLE = "p2p.server.ssl.bundle";

	// the default of Spring Boot's LifecycleProperties
	private static final Duration SPRING_SHUTDOWN_TIMEOUT = Duration.ofSeconds(30);

	@Bean(destroyMethod = "")
	@ConditionalOnMissingBean
	SocketIOServer socketIOServer(P2pProperties properties,
			ObjectProvider<SocketIoConfigurationCustomizer> customizers) {
		P2pServerProperties server = properties.server();
		com.corundumstudio.socketio.Configuration configuration = new com.corundumstudio.socketio.Configuration();
		configuration.setPort(Math.max(0, server.ownPort()));
		configuration.setHostname(server.address());
		// event loops never block: more of them than processors are of no use
		configuration.setWorkerThreads(Runtime.getRuntime().availableProcessors());
		configuration.setJsonSupport(new ListenedEvents());
		// With AUTO, netty-socketio acknowledges when the listener returns: too early for
		// an asynchronous listener.
		configuration.setAckMode(AckMode.MANUAL);
		SocketConfig socket = new SocketConfig();
		// a restart must not fail while old connections are in TIME_WAIT
		socket.setReuseAddress(true);
		configuration.setSocketConfig(socket);
		customizers.orderedStream().forEach((customizer) -> customizer.customize(configuration));
		return new EmbeddedSocketIoServer(configuration);
	}

	@Bean
	@ConditionalOnMissingBean
	SignalRouter signalRouter(P2pProperties properties, RoomManager rooms, RoomCarrier carrier,
			ObjectProvider<LinkObserver> observer) {
		return new SignalRouter(rooms, carrier, properties.numClients(),
				observer.getIfAvailable(() -> LinkObserver.NONE));
	}

	@Bean
	@ConditionalOnMissingBean
	QueueBudget p2pQueueBudget(P2pProperties properties) {
		P2pServerProperties.SlowConsumer limits = properties.server().slowConsumer();
		return new QueueBudget(limits.maxQueued().toBytes(), limits.maxTotalQueued().toBytes());
	}

	@Bean
	@ConditionalOnMissingBean
	PeerNamespaceHandler peerNamespaceHandler(RoomManager rooms, SignalRouter signals, MessageRelay relay,
			RoomJoinService joins, PeerRegistry registry, QueueBudget queues, P2pProperties properties,
			ObjectProvider<PeerAuthentication> authentication, ObjectProvider<SessionCluster> cluster) {
		return new PeerNamespaceHandler(rooms, signals, relay,
				new PeerLimits(properties.limits().signalsPerSecond(), properties.limits().joinsPerSecond()),
				new RecoveryOptions(properties.recovery().window(), queues),
				new PacketLimits((int) properties.server().maxPayload().toBytes()), joins, registry,
				authentication.getIfAvailable(), cluster.getIfAvailable());
	}

	@Bean
	@ConditionalOnMissingBean
	ServerConnector p2pServerConnector(SocketIOServer server) {
		return new PortConnector(server);
	}

	@Bean
	@ConditionalOnMissingBean
	P2pServer p2pServer(P2pProperties properties, SocketIOServer server, ServerConnector connector,
			PeerNamespaceHandler peers, QueueBudget queues, @Qualifier("p2pHandlerExecutor") AsyncTaskExecutor executor,
			ObjectProvider<SslBundles> sslBundles, Environment environment, ApplicationEventPublisher events) {
		String bundle = properties.server().ssl().bundle();
		ServerTls tls = (bundle != null) ? tls(sslBundles.getObject(), bundle) : null;
		return new P2pServer(server, connector, engineOptions(properties, queues, tls, environment),
				properties.namespace(), peers, executor, shutdownTimeout(properties.server().shutdown(), environment),
				events, (source, ready) -> AvailabilityChangeEvent.publish(events, source,
						ready ? ReadinessState.ACCEPTING_TRAFFIC : ReadinessState.REFUSING_TRAFFIC));
	}

	@Bean
	UnknownPropertiesReporter p2pUnknownPropertiesReporter(ConfigurableEnvironment environment) {
		return new UnknownPropertiesReporter(environment);
	}

	@Bean
	DirectMemoryReporter p2pDirectMemoryReporter(P2pProperties properties) {
		return new DirectMemoryReporter(DataSize.ofBytes(PlatformDependent.maxDirectMemory()),
				properties.server().slowConsumer().maxTotalQueued());
	}

	@Bean
	ApplicationListener<P2pServerInitializedEvent> p2pLocalPort(ConfigurableEnvironment environment) {
		return new LocalPortPublisher(environment);
	}

	private static ServerTls tls(SslBundles bundles, String name) {
		PropertyChecks.check(bundles.getBundleNames().contains(name), BUNDLE, name,
				"name one of the SSL bundles under spring.ssl.bundle, which are " + bundles.getBundleNames());
		PropertyChecks.check(bundles.getBundle(name).getStores().getKeyStore() != null, BUNDLE, name,
				"name an SSL bundle with a keystore, which has the server's certificate and key");
		return ServerTls.of(bundles, name);
	}

	private static Duration shutdownTimeout(P2pServerProperties.Shutdown shutdown, Environment environment) {
		return switch (shutdown) {
			case GRACEFUL -> Binder.get(environment)
				.bind("spring.lifecycle.timeout-per-shutdown-phase", Duration.class)
				.orElse(SPRING_SHUTDOWN_TIMEOUT);
			case IMMEDIATE -> Duration.ZERO;
		};
	}

	// As Boot's web servers do: platforms that are in front of all their applications are
	// known.
	private static boolean readsForwardedHeaders(P2pServerProperties.@Nullable ForwardHeadersStrategy strategy,
			Environment environment) {
		if (strategy != null) {
			return strategy == P2pServerProperties.ForwardHeadersStrategy.NATIVE;
		}
		CloudPlatform platform = CloudPlatform.getActive(environment);
		return platform != null && platform.isUsingForwardHeaders();
	}

	private static EngineOptions engineOptions(P2pProperties properties, QueueBudget queues, @Nullable ServerTls tls,
			Environment environment) {
		P2pServerProperties server = properties.server();
		P2pProperties.Limits limits = properties.limits();
		boolean headers = readsForwardedHeaders(server.forwardHeadersStrategy(), environment);
		String path = server.path().endsWith("/") ? server.path() : server.path() + "/";
		return new EngineOptions(path, server.pingInterval(), server.pingTimeout(), server.connectTimeout(),
				server.upgradeTimeout(), (int) server.maxPayload().toBytes(), queues,
				new OriginPolicy(server.allowedOrigins()), server.allowEio3(), server.compression(),
				new EngineLimits(limits.connections(), limits.connectionsPerAddress(), limits.handshakesPerSecond(),
						limits.eventsPerSecond()),
				tls, new TrustedProxies(server.trustedProxies(), headers, server.proxyProtocol()));
	}

}

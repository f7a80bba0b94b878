package io.p2p.autoconfigure;

import com.corundumstudio.socketio.AckMode;
import com.corundumstudio.socketio.SocketConfig;
import com.corundumstudio.socketio.SocketIOServer;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.task.AsyncTaskExecutor;

import io.p2p.ice.IceServersProvider;
import io.p2p.peer.PeerRegistry;
import io.p2p.peer.PeerSender;
import io.p2p.relay.MessageRelay;
import io.p2p.room.RoomManager;
import io.p2p.signaling.Admission;
import io.p2p.signaling.SignalRouter;
import io.p2p.socketio.EmbeddedSocketIoServer;
import io.p2p.socketio.ListenedEvents;
import io.p2p.socketio.P2pServer;
import io.p2p.socketio.P2pServerInitializedEvent;
import io.p2p.socketio.PeerLimits;
import io.p2p.socketio.RecoveryOptions;
import io.p2p.socketio.ServerTls;
import io.p2p.socketio.SignalingInterceptor;
import io.p2p.socketio.wire.EngineLimits;
import io.p2p.socketio.wire.EngineOptions;
import io.p2p.socketio.wire.OriginPolicy;

/**
 * The Socket.IO server and what makes peers of its clients.
 */
@Configuration(proxyBeanMethods = false)
class P2pServerConfiguration {

	@Bean(destroyMethod = "")
	@ConditionalOnMissingBean
	SocketIOServer socketIOServer(P2pProperties properties) {
		P2pProperties.Server server = properties.server();
		com.corundumstudio.socketio.Configuration configuration = new com.corundumstudio.socketio.Configuration();
		configuration.setPort(server.port());
		configuration.setHostname(server.address());
		// loops that never wait need no more of each other than there are processors
		configuration.setWorkerThreads(Runtime.getRuntime().availableProcessors());
		configuration.setJsonSupport(new ListenedEvents());
		// an answer sent when the listener returns would come before that of an
		// asynchronous one
		configuration.setAckMode(AckMode.MANUAL);
		SocketConfig socket = new SocketConfig();
		// else a restart must wait until the last run's connections are forgotten
		socket.setReuseAddress(true);
		configuration.setSocketConfig(socket);
		return new EmbeddedSocketIoServer(configuration);
	}

	@Bean
	@ConditionalOnMissingBean
	Admission admission(P2pProperties properties, RoomManager rooms, IceServersProvider iceServers) {
		return new Admission(rooms, iceServers, properties.numClients(),
				(int) properties.server().maxPayload().toBytes());
	}

	@Bean
	@ConditionalOnMissingBean
	SignalRouter signalRouter(P2pProperties properties, RoomManager rooms, PeerSender sender) {
		return new SignalRouter(rooms, sender, properties.numClients());
	}

	@Bean
	@ConditionalOnMissingBean
	SignalingInterceptor signalingInterceptor(RoomManager rooms, Admission admission, SignalRouter signals,
			MessageRelay relay, P2pProperties properties, PeerRegistry registry) {
		P2pProperties.Recovery recovery = properties.recovery();
		return new SignalingInterceptor(rooms, admission, signals, relay,
				new PeerLimits(properties.limits().signalsPerSecond(), properties.limits().joinsPerSecond()),
				new RecoveryOptions(recovery.window(), recovery.maxQueued().toBytes(),
						recovery.maxTotalQueued().toBytes(), properties.server().slowConsumer().maxQueued().toBytes()),
				registry);
	}

	@Bean
	@ConditionalOnMissingBean
	P2pServer p2pServer(P2pProperties properties, SocketIOServer server, SignalingInterceptor interceptor,
			@Qualifier("p2pHandlerExecutor") AsyncTaskExecutor executor, ObjectProvider<SslBundles> sslBundles,
			ApplicationEventPublisher events) {
		String bundle = properties.server().ssl().bundle();
		ServerTls tls = (bundle != null) ? ServerTls.of(sslBundles.getObject(), bundle) : null;
		return new P2pServer(server, engineOptions(properties, tls), properties.namespace(), interceptor, executor,
				events);
	}

	@Bean
	ApplicationListener<P2pServerInitializedEvent> p2pLocalPort(ConfigurableEnvironment environment) {
		return new LocalPortPublisher(environment);
	}

	private static EngineOptions engineOptions(P2pProperties properties, @Nullable ServerTls tls) {
		P2pProperties.Server server = properties.server();
		P2pProperties.Limits limits = properties.limits();
		String path = server.path().endsWith("/") ? server.path() : server.path() + "/";
		return new EngineOptions(path, server.pingInterval(), server.pingTimeout(), server.connectTimeout(),
				server.upgradeTimeout(), (int) server.maxPayload().toBytes(),
				server.slowConsumer().maxQueued().toBytes(), new OriginPolicy(server.allowedOrigins()),
				server.allowEio3(), server.compression(), new EngineLimits(limits.connections(),
						limits.connectionsPerAddress(), limits.handshakesPerSecond(), limits.eventsPerSecond()),
				tls);
	}

}

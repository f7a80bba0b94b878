package io.p2p.autoconfigure;

import com.corundumstudio.socketio.AckMode;
import com.corundumstudio.socketio.SocketConfig;
import com.corundumstudio.socketio.SocketIOServer;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.ConfigurableEnvironment;

import io.p2p.ice.IceServersProvider;
import io.p2p.peer.PeerSender;
import io.p2p.relay.MessageRelay;
import io.p2p.room.RoomManager;
import io.p2p.signaling.Admission;
import io.p2p.signaling.SignalRouter;
import io.p2p.socketio.EmbeddedSocketIoServer;
import io.p2p.socketio.ListenedEvents;
import io.p2p.socketio.P2pServer;
import io.p2p.socketio.P2pServerInitializedEvent;
import io.p2p.socketio.SignalingInterceptor;
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
			MessageRelay relay, PeerSender sender) {
		return new SignalingInterceptor(rooms, admission, signals, relay, sender);
	}

	@Bean
	@ConditionalOnMissingBean
	P2pServer p2pServer(P2pProperties properties, SocketIOServer server, SignalingInterceptor interceptor,
			ApplicationEventPublisher events) {
		return new P2pServer(server, engineOptions(properties.server()), properties.namespace(), interceptor, events);
	}

	@Bean
	ApplicationListener<P2pServerInitializedEvent> p2pLocalPort(ConfigurableEnvironment environment) {
		return new LocalPortPublisher(environment);
	}

	private static EngineOptions engineOptions(P2pProperties.Server server) {
		String path = server.path().endsWith("/") ? server.path() : server.path() + "/";
		return new EngineOptions(path, server.pingInterval(), server.pingTimeout(), server.connectTimeout(),
				server.upgradeTimeout(), (int) server.maxPayload().toBytes(),
				server.slowConsumer().maxQueued().toBytes(), new OriginPolicy(server.allowedOrigins()));
	}

}

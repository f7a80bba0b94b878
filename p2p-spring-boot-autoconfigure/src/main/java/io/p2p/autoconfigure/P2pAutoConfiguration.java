package io.p2p.autoconfigure;

import com.corundumstudio.socketio.SocketIOServer;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.util.function.SingletonSupplier;

import io.p2p.peer.LocalPeerRegistry;
import io.p2p.peer.PeerRegistry;
import io.p2p.peer.PeerSender;
import io.p2p.relay.LocalCarrier;
import io.p2p.relay.MessageRelay;
import io.p2p.relay.RelayListener;
import io.p2p.relay.RelayObserver;
import io.p2p.relay.RoomCarrier;
import io.p2p.room.RoomListener;
import io.p2p.room.RoomManager;
import io.p2p.room.log.LocalRoomManager;
import io.p2p.signaling.RoomAnnouncer;
import io.p2p.socketio.peer.SocketPeerSender;

/**
 * Auto-configuration of peers, rooms, signaling and relay on a Socket.IO server.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = JacksonAutoConfiguration.class)
@ConditionalOnClass(SocketIOServer.class)
@ConditionalOnBooleanProperty(name = "p2p.enabled", matchIfMissing = true)
@EnableConfigurationProperties(P2pProperties.class)
@Import({ P2pAdmissionConfiguration.class, P2pHandlerConfiguration.class, P2pIceConfiguration.class,
		P2pMessagingConfiguration.class, P2pServerConfiguration.class })
public final class P2pAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	PeerSender peerSender(P2pProperties properties) {
		return new SocketPeerSender(properties.namespace());
	}

	@Bean
	@ConditionalOnMissingBean
	PeerRegistry peerRegistry() {
		return new LocalPeerRegistry();
	}

	@Bean
	@ConditionalOnMissingBean
	RoomAnnouncer roomAnnouncer(PeerSender sender) {
		return new RoomAnnouncer(sender);
	}

	@Bean
	RoomListeners roomListeners(ObjectProvider<RoomListener> listeners) {
		return new RoomListeners(listeners);
	}

	@Bean
	@ConditionalOnMissingBean
	RoomManager roomManager(P2pProperties properties, RoomListeners listeners) {
		return new LocalRoomManager(properties.limits().roomsPerPeer(), SingletonSupplier.of(listeners::all));
	}

	@Bean
	@ConditionalOnMissingBean
	RoomCarrier roomCarrier(PeerSender sender) {
		return new LocalCarrier(sender);
	}

	@Bean
	@ConditionalOnMissingBean
	MessageRelay messageRelay(RoomManager rooms, PeerSender sender, RoomCarrier carrier,
			ObjectProvider<RelayListener> listeners, ObjectProvider<RelayObserver> observer) {
		return new MessageRelay(rooms, sender, carrier, listeners.orderedStream().toList(),
				observer.getIfAvailable(() -> RelayObserver.NONE));
	}

}

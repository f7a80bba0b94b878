package io.p2p.autoconfigure.actuate;

import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.autoconfigure.endpoint.expose.EndpointExposure;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;

import io.p2p.actuate.P2pEndpoint;
import io.p2p.actuate.P2pEndpointWebExtension;
import io.p2p.autoconfigure.P2pAutoConfiguration;
import io.p2p.room.RoomManager;
import io.p2p.socketio.netty.P2pServer;
import io.p2p.socketio.peer.PeerNamespaceHandler;

/**
 * Auto-configuration of the actuator's endpoint {@code p2p}.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = P2pAutoConfiguration.class)
@ConditionalOnClass(ConditionalOnAvailableEndpoint.class)
@ConditionalOnBean(P2pServer.class)
@ConditionalOnAvailableEndpoint(P2pEndpoint.class)
@EnableConfigurationProperties(P2pEndpointProperties.class)
public final class P2pEndpointAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	P2pEndpoint p2pEndpoint(PeerNamespaceHandler peers, RoomManager rooms, P2pEndpointProperties properties) {
		return new P2pEndpoint(peers, rooms, properties.showValues());
	}

	@Bean
	@ConditionalOnMissingBean
	@ConditionalOnBean(P2pEndpoint.class)
	@ConditionalOnAvailableEndpoint(exposure = EndpointExposure.WEB)
	P2pEndpointWebExtension p2pEndpointWebExtension(P2pEndpoint endpoint, P2pEndpointProperties properties) {
		return new P2pEndpointWebExtension(endpoint, properties.showValues(), properties.roles());
	}

}

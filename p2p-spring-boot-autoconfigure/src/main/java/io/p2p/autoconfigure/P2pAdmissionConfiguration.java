package io.p2p.autoconfigure;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.core.task.AsyncTaskExecutor;

import io.p2p.peer.PeerAuthenticator;
import io.p2p.room.RoomAuthorizer;
import io.p2p.room.RoomManager;
import io.p2p.signaling.IceLookup;
import io.p2p.signaling.RoomJoinService;
import io.p2p.socketio.auth.PeerAuthentication;

/**
 * Asks the application who may connect and who may join rooms.
 */
@Configuration(proxyBeanMethods = false)
class P2pAdmissionConfiguration {

	// Not the handlers' executor, as newcomers must not hold up connected peers. Its
	// queue is bounded by p2p.limits.connections.
	@Bean(defaultCandidate = false)
	@ConditionalOnMissingBean(name = "p2pAdmissionExecutor")
	AsyncTaskExecutor p2pAdmissionExecutor(Environment environment) {
		return P2pExecutors.create(environment, "p2p-admission-", 0, P2pExecutors.UNBOUNDED);
	}

	@Bean
	@ConditionalOnMissingBean
	RoomJoinService roomJoinService(RoomManager rooms, ObjectProvider<RoomAuthorizer> authorizer,
			@Qualifier("p2pAdmissionExecutor") AsyncTaskExecutor executor, IceLookup iceServers,
			P2pProperties properties) {
		return new RoomJoinService(rooms, authorizer.getIfAvailable(), executor, iceServers, properties.numClients(),
				(int) properties.server().maxPayload().toBytes());
	}

	@Bean
	@ConditionalOnBean(PeerAuthenticator.class)
	@ConditionalOnMissingBean
	PeerAuthentication peerAuthentication(PeerAuthenticator authenticator, P2pProperties properties,
			@Qualifier("p2pAdmissionExecutor") AsyncTaskExecutor executor) {
		return new PeerAuthentication(authenticator, executor, properties.server().connectTimeout());
	}

}

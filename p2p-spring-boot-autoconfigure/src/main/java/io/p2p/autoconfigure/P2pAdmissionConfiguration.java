package io.p2p.autoconfigure;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.core.task.AsyncTaskExecutor;

import io.p2p.codec.PeerMessageCodec;
import io.p2p.peer.PeerAuthenticator;
import io.p2p.peer.PeerIdentity;
import io.p2p.peer.PeerProfile;
import io.p2p.room.RoomAuthorizer;
import io.p2p.room.RoomManager;
import io.p2p.signaling.IceLookup;
import io.p2p.signaling.RoomJoinService;
import io.p2p.socketio.auth.PeerAuthentication;
import io.p2p.socketio.auth.ProfileWriter;

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
	PeerProfile peerProfile() {
		return PeerProfile.NAME;
	}

	// an application may say something of peers that are nobody in particular
	@Bean
	@ConditionalOnBean(PeerProfile.class)
	@ConditionalOnMissingBean
	PeerAuthentication peerAuthentication(ObjectProvider<PeerAuthenticator> authenticator, PeerProfile profile,
			PeerMessageCodec codec, P2pProperties properties,
			@Qualifier("p2pAdmissionExecutor") AsyncTaskExecutor executor) {
		return new PeerAuthentication(authenticator.getIfAvailable(() -> (handshake) -> PeerIdentity.anonymous()),
				new ProfileWriter(profile, codec), executor, properties.server().connectTimeout());
	}

}

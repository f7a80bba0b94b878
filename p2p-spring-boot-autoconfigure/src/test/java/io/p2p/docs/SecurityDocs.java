package io.p2p.docs;

import java.security.Principal;
import java.time.Instant;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import io.p2p.peer.ErrorCode;
import io.p2p.peer.PeerAuthenticator;
import io.p2p.peer.PeerIdentity;
import io.p2p.peer.PeerLogin;
import io.p2p.peer.PeerProfile;
import io.p2p.peer.RefusedException;
import io.p2p.room.RoomAuthorizer;

/**
 * The snippets of {@code docs/security.md}.
 */
@Configuration(proxyBeanMethods = false)
class SecurityDocs {

	@Bean
	PeerAuthenticator authenticator(Tickets tickets) {
		return (handshake) -> {
			Ticket ticket = tickets.find(handshake.token());
			if (ticket == null) {
				throw new RefusedException(ErrorCode.UNAUTHORIZED, "You need a ticket");
			}
			return PeerIdentity.of(ticket).until(ticket.end()).with(ticket.login());
		};
	}

	@Bean
	RoomAuthorizer authorizer(Members members) {
		return (peer, room) -> {
			Principal user = peer.principal();
			return user != null && members.contains(room, user.getName());
		};
	}

	@Bean
	PeerProfile profile(Staff staff) {
		return (peer) -> {
			Principal user = peer.principal();
			return (user != null) ? staff.card(user.getName()) : null;
		};
	}

	record Card(String name, String department) {

	}

	interface Staff {

		Card card(String user);

	}

	interface Tickets {

		Ticket find(String token);

	}

	interface Members {

		boolean contains(String room, String user);

	}

	record Ticket(String owner, Instant end, PeerLogin login) implements Principal {

		@Override
		public String getName() {
			return this.owner;
		}

	}

}

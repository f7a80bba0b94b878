package io.p2p.docs;

import java.time.Instant;
import java.util.Map;

import org.json.JSONObject;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.security.oauth2.server.resource.autoconfigure.OAuth2ResourceServerAutoConfiguration;
import org.springframework.context.annotation.Bean;

import io.p2p.autoconfigure.security.P2pSecurityAutoConfiguration;
import io.p2p.docs.SecurityDocs.Card;
import io.p2p.docs.SecurityDocs.Members;
import io.p2p.docs.SecurityDocs.Staff;
import io.p2p.docs.SecurityDocs.Ticket;
import io.p2p.docs.SecurityDocs.Tickets;
import io.p2p.peer.PeerLogin;
import io.p2p.security.JwtBearerTokens;
import io.p2p.support.TestClient;
import io.p2p.support.TestServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What {@code docs/security.md} shows works.
 */
class SecurityDocsTests {

	@Test
	void ticketsLetPeersInAndMembersIntoRooms() {
		try (TestServer server = TestServer.start(SecurityDocs.class, Box.class);
				TestClient alice = TestClient.connect(server, "/", TestClient.showing("alice"));
				TestClient eve = TestClient.open(server, "/", TestClient.showing("forged"))) {
			assertThat(eve.awaitRefusal().getJSONObject("data").toMap())
				.isEqualTo(Map.of("code", "unauthorized", "message", "You need a ticket"));
			assertThat(alice.ask("p2p:join", Map.of("room", "alice's", "webrtc", false)).has("peerId")).isTrue();
			assertThat(alice.ask("p2p:join", Map.of("room", "bob's", "webrtc", false)).getString("code"))
				.isEqualTo("room-refused");
			server.bean(PeerLogin.class).end();
			alice.awaitEvent("disconnect");
		}
	}

	@Test
	void peersAreToldWhoTheOthersAre() {
		try (TestServer server = TestServer.start(SecurityDocs.class, Box.class);
				TestClient phone = TestClient.connect(server, "/", TestClient.showing("alice"));
				TestClient laptop = TestClient.connect(server, "/", TestClient.showing("alice"))) {
			Map<String, Object> join = Map.of("room", "alice's", "webrtc", false);
			phone.ask("p2p:join", join);
			JSONObject other = laptop.ask("p2p:join", join).getJSONArray("peers").getJSONObject(0);
			assertThat(other.getJSONObject("user").toMap())
				.isEqualTo(Map.of("name", "alice", "department", "Wonderland"));
		}
	}

	@Test
	void anIssuerIsAllThatTokensNeed() {
		try (TestServer server = TestServer.start(ResourceServer.class,
				"spring.config.additional-location=classpath:/docs/security-jwt.yml");
				TestClient eve = TestClient.open(server, "/", TestClient.showing("forged"))) {
			assertThat(server.bean(JwtBearerTokens.class)).isNotNull();
			assertThat(eve.awaitRefusal().getJSONObject("data").getString("code")).isEqualTo("unauthorized");
		}
	}

	@Test
	void peersNeedNotBeKnown() {
		try (TestServer server = TestServer.start(ResourceServer.class,
				"spring.config.additional-location=classpath:/docs/security-open.yml");
				TestClient somebody = TestClient.webSocket(server)) {
			assertThat(somebody.socket().connected()).isTrue();
		}
	}

	@ImportAutoConfiguration({ OAuth2ResourceServerAutoConfiguration.class, P2pSecurityAutoConfiguration.class })
	static class ResourceServer {

	}

	static class Box {

		@Bean
		PeerLogin login() {
			return new PeerLogin();
		}

		@Bean
		Tickets tickets(PeerLogin login) {
			return (token) -> token.equals("forged") ? null : new Ticket(token, Instant.now().plusSeconds(60), login);
		}

		@Bean
		Staff staff() {
			return (user) -> new Card(user, "Wonderland");
		}

		@Bean
		Members members() {
			return (room, user) -> room.equals(user + "'s");
		}

	}

}

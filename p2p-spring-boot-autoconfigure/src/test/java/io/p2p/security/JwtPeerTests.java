package io.p2p.security;

import java.security.interfaces.RSAPublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;

import com.nimbusds.jose.JOSEException;
import io.socket.client.IO;
import org.json.JSONObject;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtException;
import org.springframework.security.oauth2.jwt.JwtIssuerValidator;
import org.springframework.security.oauth2.jwt.JwtTimestampValidator;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;

import io.p2p.autoconfigure.security.P2pSecurityAutoConfiguration;
import io.p2p.peer.Peer;
import io.p2p.peer.PeerId;
import io.p2p.room.RoomAuthorizer;
import io.p2p.room.RoomManager;
import io.p2p.socketio.peer.PeerNamespaceHandler;
import io.p2p.support.Census;
import io.p2p.support.RawClient;
import io.p2p.support.SessionClient;
import io.p2p.support.TestClient;
import io.p2p.support.TestServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Peers with JSON Web Tokens, and those who would like to have one.
 */
@ExtendWith(OutputCaptureExtension.class)
class JwtPeerTests {

	private static final Tokens TOKENS = new Tokens();

	private static final String ROOM = "jwt";

	private static TestServer server;

	@BeforeAll
	static void start() {
		server = TestServer.start(ResourceServer.class, "logging.level.io.p2p=debug");
	}

	@AfterAll
	static void stop() {
		server.close();
	}

	@AfterEach
	void nothingStays() {
		Census.awaitNobody(server);
	}

	@Test
	void whenTokenIsGoodThenThePeerHasItsAuthentication() {
		try (TestClient alice = join(TOKENS.of("alice"))) {
			assertThat(member(alice.id()).principal()).isInstanceOfSatisfying(Authentication.class,
					(authentication) -> {
						assertThat(authentication.getName()).isEqualTo("alice");
						assertThat(authentication.isAuthenticated()).isTrue();
						assertThat(authentication.getAuthorities()).extracting("authority").contains("SCOPE_chat");
					});
		}
	}

	@Test
	void whenTokenIsGoodThenTheOthersAreToldWhoseItIs() {
		try (TestClient alice = join(TOKENS.of("alice"));
				TestClient eve = TestClient.connect(server, "/", TestClient.showing(TOKENS.of("eve")))) {
			JSONObject forged = new JSONObject(Map.of("name", "alice"));
			eve.ask("p2p:join", Map.of("room", ROOM, "webrtc", true, "user", forged));
			assertThat(((JSONObject) alice.awaitEvent("peer-connect").get(0)).getJSONObject("user").toMap())
				.isEqualTo(Map.of("name", "eve"));
		}
	}

	@Test
	void whenTokenComesInTheHeaderThenItIsAsGood() {
		IO.Options options = new IO.Options();
		options.transports = new String[] { "websocket" };
		options.extraHeaders = Map.of("Authorization", List.of("Bearer " + TOKENS.of("alice")));
		try (TestClient alice = TestClient.connect(server, "/", options)) {
			assertThat(server.bean(PeerNamespaceHandler.class).peers()).singleElement()
				.satisfies((peer) -> assertThat(peer.principal().getName()).isEqualTo("alice"));
			assertThat(alice.heard("peer-error")).isEmpty();
		}
	}

	@Test
	void whenThereIsNoTokenThenTheClientIsRefused() {
		for (Map<String, String> auth : List.of(Map.<String, String>of(), Map.of("p2p", "1"))) {
			IO.Options options = new IO.Options();
			options.transports = new String[] { "websocket" };
			options.auth = auth;
			try (TestClient eve = TestClient.open(server, "/", options)) {
				assertThat(code(eve)).isEqualTo("unauthorized");
			}
		}
	}

	@ParameterizedTest
	@MethodSource
	void whenTokenIsForgedThenTheClientIsRefused(Function<Tokens, String> forgery) {
		try (TestClient eve = TestClient.open(server, "/", TestClient.showing(forgery.apply(TOKENS)))) {
			assertThat(code(eve)).isEqualTo("unauthorized");
			assertThat(server.bean(PeerNamespaceHandler.class).peers()).isEmpty();
		}
	}

	static Stream<Arguments> whenTokenIsForgedThenTheClientIsRefused() {
		return Stream
			.<Function<Tokens, String>>of(Tokens::byAnotherKey, Tokens::withoutSignature, Tokens::byThePublicKey,
					Tokens::changed, (tokens) -> tokens.ofIssuer("https://evil.example"), Tokens::notYet,
					(tokens) -> "", (tokens) -> "nonsense", (tokens) -> "a.b.c", (tokens) -> "..",
					(tokens) -> tokens.of("alice") + "x", (tokens) -> tokens.of("").replace('.', ' '))
			.map(Arguments::of);
	}

	@Test
	void whenTokenIsNoStringThenTheClientIsRefused() {
		for (String token : List.of("1", "true", "{}", "[\"" + TOKENS.of("alice") + "\"]", "\"\"")) {
			RawClient.Socket eve = new RawClient(server).webSocket("EIO=4&transport=websocket");
			eve.next();
			eve.send("40{\"token\":" + token + "}");
			assertThat((String) eve.next()).as(token).startsWith("44").contains("unauthorized");
			eve.cancel();
		}
	}

	@Test
	void whenHeadersTokenIsBadThenAGoodOneBesideItDoesNotHelp() {
		IO.Options options = TestClient.showing(TOKENS.of("alice"));
		options.extraHeaders = Map.of("Authorization", List.of("Bearer " + TOKENS.byAnotherKey()));
		try (TestClient eve = TestClient.open(server, "/", options)) {
			assertThat(code(eve)).isEqualTo("unauthorized");
		}
	}

	@Test
	void whenTokenHasExpiredThenTheClientIsToldThat() {
		for (Duration age : List.of(Duration.ofSeconds(2), Duration.ofMinutes(5))) {
			String token = TOKENS.of("alice", Instant.now().minus(age));
			try (TestClient late = TestClient.open(server, "/", TestClient.showing(token))) {
				assertThat(code(late)).isEqualTo("token-expired");
			}
		}
	}

	@Test
	void whenTokenExpiresThenThePeerIsDisconnectedAndItsSessionTokenDoesNotBringItBack() {
		try (TestClient bob = join(TOKENS.of("bob"))) {
			// the claim has whole seconds
			String token = TOKENS.of("alice", Instant.now().plusMillis(2100));
			SessionClient alice = SessionClient.open(server, ROOM, token);
			alice.awaitClose();
			assertThat(alice.heard("peer-error")).singleElement()
				.satisfies((error) -> assertThat(error.getJSONObject(1).getString("code")).isEqualTo("token-expired"));
			bob.awaitEvent("peer-disconnect");
			alice.connect();
			assertThat(alice.lastAnswer()).startsWith("44").contains("token-expired");
			alice.lose();
			alice.showing(TOKENS.of("alice"));
			assertThat(alice.comeBack().getBoolean("resumed")).isFalse();
			alice.close();
		}
	}

	@Test
	void whenPeerComesBackWithAFreshTokenThenItGoesOn() {
		try (SessionClient alice = SessionClient.open(server, ROOM, TOKENS.of("alice"))) {
			String id = alice.id();
			alice.lose();
			alice.showing(TOKENS.of("alice", Instant.now().plusSeconds(90)));
			assertThat(alice.comeBack().getBoolean("resumed")).isTrue();
			assertThat(alice.id()).isEqualTo(id);
		}
	}

	@Test
	void whenSessionTokenIsAnothersThenAGoodTokenOfOnesOwnDoesNotHelp() {
		try (SessionClient alice = SessionClient.open(server, ROOM, TOKENS.of("alice"))) {
			SessionClient eve = alice.twin(server).showing(TOKENS.of("eve"));
			assertThat(eve.comeBack().getBoolean("resumed")).isFalse();
			eve.close();
		}
	}

	@Test
	void whenTokenHasNoEndThenThePeerGoesOn() {
		try (TestClient alice = join(TOKENS.withoutEnd("alice"))) {
			assertThat(alice.socket().connected()).isTrue();
		}
	}

	@Test
	void whenKeysCannotBeHadThenTheClientIsRefusedWithAWarningAndWithoutAWordOfIt(CapturedOutput output) {
		try (TestServer broken = TestServer.start(BrokenServer.class);
				TestClient alice = TestClient.open(broken, "/", TestClient.showing(TOKENS.of("alice")))) {
			JSONObject refusal = alice.awaitRefusal();
			assertThat(refusal.toString()).contains("unauthorized").doesNotContain("keys.example");
			assertThat(output).contains("PeerAuthenticator failed with").doesNotContain("keys.example");
		}
	}

	@Test
	void whenRoomIsAnothersThenTheTokenDoesNotOpenIt() {
		try (TestClient eve = join(TOKENS.of("eve"))) {
			assertThat(eve.ask("p2p:join", Map.of("room", "private-alice", "webrtc", false)).getString("code"))
				.isEqualTo("room-refused");
			try (TestClient alice = join(TOKENS.of("alice"))) {
				assertThat(alice.ask("p2p:join", Map.of("room", "private-alice", "webrtc", false)).has("peerId"))
					.isTrue();
				assertThat(eve.ask("p2p:msg", Map.of("room", "private-alice"), "x").getString("code"))
					.isEqualTo("not-a-member");
				assertThat(alice.heard("p2p:msg")).isEmpty();
			}
		}
	}

	@Test
	void whenSenderIsSpoofedThenTheOthersHearWhoItReallyWas() {
		try (TestClient alice = join(TOKENS.of("alice"));
				TestClient bob = join(TOKENS.of("bob"));
				TestClient eve = join(TOKENS.of("eve"))) {
			eve.emit("p2p:msg", Map.of("room", ROOM, "from", alice.id(), "principal", "alice"), "chat", "I am Alice");
			JSONObject header = (JSONObject) bob.awaitEvent("p2p:msg").get(0);
			assertThat(header.getString("from")).isEqualTo(eve.id());
			assertThat(header.keySet()).containsExactlyInAnyOrder("room", "from");
			assertThat(eve
				.ask("peer-signal", Map.of("room", ROOM, "toPeerId", bob.id(), "fromPeerId", alice.id(), "offerId", "1",
						"signal", Map.of("closed", true)))
				.getString("code")).isEqualTo("spoofed-sender");
			assertThat(bob.heard("peer-signal")).isEmpty();
		}
	}

	@Test
	void whenClientsAreRefusedOrLetInThenNoTokenIsInTheLog(CapturedOutput output) {
		String good = TOKENS.of("alice");
		String bad = TOKENS.byAnotherKey();
		try (TestClient alice = join(good); TestClient eve = TestClient.open(server, "/", TestClient.showing(bad))) {
			eve.awaitRefusal();
			assertThat(member(alice.id()).toString()).doesNotContain(good);
			assertThat(member(alice.id()).handshake().toString()).doesNotContain(good);
			assertThat(member(alice.id()).principal().toString()).doesNotContain(good);
		}
		for (String part : List.of(good.split("\\.")[2], bad.split("\\.")[2])) {
			assertThat(output).doesNotContain(part);
		}
	}

	private static TestClient join(String token) {
		TestClient client = TestClient.connect(server, "/", TestClient.showing(token));
		assertThat(client.ask("p2p:join", Map.of("room", ROOM, "webrtc", true)).has("peerId")).isTrue();
		return client;
	}

	private static String code(TestClient client) {
		return client.awaitRefusal().getJSONObject("data").getString("code");
	}

	private static Peer member(String id) {
		return server.bean(RoomManager.class).find(ROOM).member(new PeerId(id)).peer();
	}

	@ImportAutoConfiguration(P2pSecurityAutoConfiguration.class)
	static class ResourceServer {

		@Bean
		JwtDecoder decoder() throws JOSEException {
			NimbusJwtDecoder decoder = NimbusJwtDecoder.withPublicKey((RSAPublicKey) TOKENS.key().toPublicKey())
				.build();
			decoder.setJwtValidator(new DelegatingOAuth2TokenValidator<>(new JwtTimestampValidator(),
					new JwtIssuerValidator(Tokens.ISSUER)));
			return decoder;
		}

		@Bean
		RoomAuthorizer authorizer() {
			return (peer, room) -> !room.startsWith("private-") || room.equals("private-" + peer.principal().getName());
		}

	}

	@ImportAutoConfiguration(P2pSecurityAutoConfiguration.class)
	static class BrokenServer {

		@Bean
		JwtDecoder decoder() {
			return (token) -> {
				throw new JwtException("Could not get " + token + " of https://keys.example");
			};
		}

	}

}

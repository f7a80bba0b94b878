package io.p2p.socketio;

import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import com.corundumstudio.socketio.AuthTokenResult;
import com.corundumstudio.socketio.SocketIOServer;
import io.socket.client.IO;
import org.json.JSONObject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import io.p2p.messaging.PeerMessagingTemplate;
import io.p2p.peer.Peer;
import io.p2p.peer.PeerIdentity;
import io.p2p.room.RoomManager;
import io.p2p.socketio.peer.PeerNamespaceHandler;
import io.p2p.support.Census;
import io.p2p.support.RawClient;
import io.p2p.support.RawConnection;
import io.p2p.support.TestClient;
import io.p2p.support.TestServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * An application that wants to know who its peers are.
 */
@ExtendWith(OutputCaptureExtension.class)
class PeerAuthenticatorTests {

	private static final String SECRET = "s3cr3t-t0k3n";

	private TestServer server = TestServer.start(Users.class);

	@AfterEach
	void nothingStays() {
		Users users = this.server.bean(Users.class);
		users.release();
		Census.awaitNobody(this.server);
		this.server.close();
	}

	@Test
	void whenAuthenticatorKnowsTheClientThenThePeerHasItsPrincipal() {
		try (TestClient alice = connect("alice")) {
			assertThat(peer(alice).principal().getName()).isEqualTo("alice");
		}
		Users users = this.server.bean(Users.class);
		assertThat(users.asked()).hasSize(1);
		assertThat(users.threads()).allMatch((thread) -> thread.startsWith("p2p-admission-"));
	}

	@Test
	void whenTheServerSendsToAUserThenAllOfTheirPeersHearItAndNobodyElse() {
		try (TestClient phone = connect("alice");
				TestClient laptop = connect("alice");
				TestClient bob = connect("bob")) {
			List.of(phone, laptop, bob).forEach(PeerAuthenticatorTests::join);
			PeerMessagingTemplate messaging = this.server.bean(PeerMessagingTemplate.class);
			assertThat(messaging.toUser("alice").send("news", 1).join()).isEqualTo(2);
			assertThat(messaging.toUser("bob").send("mark", 2).join()).isEqualTo(1);
			assertThat(phone.awaitEvent("p2p:msg").toString()).contains("news");
			assertThat(laptop.awaitEvent("p2p:msg").toString()).contains("news");
			assertThat(bob.awaitEvent("p2p:msg").toString()).contains("mark");
		}
	}

	@Test
	void whenTokenComesInAHeaderThenItIsFoundAsWell() {
		IO.Options options = new IO.Options();
		options.extraHeaders = Map.of("authorization", List.of("bearer alice"));
		options.transports = new String[] { "websocket" };
		try (TestClient alice = TestClient.connect(this.server, "/", options)) {
			assertThat(peer(alice).principal().getName()).isEqualTo("alice");
			assertThat(this.server.bean(RoomManager.class).find("").members()).hasSize(1);
		}
	}

	@Test
	void whenAuthenticatorLetsNobodyInParticularInThenThePeerHasNoPrincipal() {
		try (TestClient somebody = connect("anonymous")) {
			assertThat(peer(somebody).principal()).isNull();
		}
	}

	@Test
	void whenAuthenticatorRefusesThenTheClientIsToldWhyAndNothingIsKnownOfIt() {
		AtomicInteger connects = new AtomicInteger();
		this.server.bean(SocketIOServer.class).addConnectListener((client) -> connects.incrementAndGet());
		try (TestClient eve = open("unknown")) {
			assertThat(eve.awaitRefusal().toMap()).isEqualTo(Map.of("message", "Who are you?", "data",
					Map.of("code", "unauthorized", "message", "Who are you?")));
			assertThat(eve.socket().connected()).isFalse();
			assertThat(this.server.bean(PeerNamespaceHandler.class).peers()).isEmpty();
			assertThat(this.server.bean(SocketIOServer.class).getAllClients()).isEmpty();
			assertThat(connects).hasValue(0);
		}
	}

	@Test
	void whenAuthenticatorFailsThenTheClientIsRefusedWithoutAWordOfIt(CapturedOutput output) {
		for (String token : List.of("fail-" + SECRET, "error-" + SECRET, "null-" + SECRET)) {
			try (TestClient eve = open(token)) {
				JSONObject error = eve.awaitRefusal();
				assertThat(error.getJSONObject("data").getString("code")).isEqualTo("unauthorized");
				assertThat(error.toString()).doesNotContain(SECRET).doesNotContain("Exception");
			}
		}
		await().untilAsserted(() -> assertThat(output).contains("PeerAuthenticator failed with java.lang."));
		assertThat(output).doesNotContain(SECRET).doesNotContain("\tat ");
	}

	@Test
	void whenClientsWaitForASlowAuthenticatorThenPeersAndTheirHandlersDoNot() {
		try (TestClient alice = connect("alice"); TestClient bob = connect("bob")) {
			RawClient raw = new RawClient(this.server);
			List<RawClient.Socket> waiting = IntStream.range(0, 40).mapToObj((i) -> {
				RawClient.Socket socket = raw.webSocket("EIO=4&transport=websocket");
				socket.next();
				socket.send("40{\"token\":\"slow\"}");
				return socket;
			}).toList();
			Users users = this.server.bean(Users.class);
			await().until(() -> users.asked().size() > 10);
			join(alice);
			join(bob);
			assertThat(alice.askAll("p2p:msg", Map.of("room", "r"), "handled", 1)).isEmpty();
			assertThat(bob.awaitEvent("p2p:msg")).hasSize(3);
			users.release();
			waiting.forEach((socket) -> assertThat((String) socket.next()).startsWith("40"));
			waiting.forEach(RawClient.Socket::cancel);
		}
	}

	@Test
	void whenAuthenticatorTakesTooLongThenItIsInterruptedAndTheClientRefused() {
		nothingStays();
		this.server = TestServer.start(Users.class, "p2p.server.connect-timeout=300ms");
		SocketIOServer socketIo = this.server.bean(SocketIOServer.class);
		socketIo.addNamespace("/other");
		try (RawConnection client = RawConnection.webSocket(this.server.port())) {
			client.read();
			client.text("40/other,");
			assertThat(client.read()).startsWith("40/other,");
			client.text("40{\"token\":\"slow\"}");
			assertThat(client.read()).startsWith("44{").contains("busy");
			Users users = this.server.bean(Users.class);
			await().until(() -> users.interrupted().get() == 1);
		}
	}

	@Test
	void whenClientGoesWhileItIsAskedAboutThenNothingStaysOfIt() {
		RawClient.Socket socket = new RawClient(this.server).webSocket("EIO=4&transport=websocket");
		socket.next();
		socket.send("40{\"token\":\"slow\"}");
		Users users = this.server.bean(Users.class);
		await().until(() -> users.asked().size() == 1);
		socket.cancel();
		await().until(() -> Census.of(this.server).get("engine.sessions") == 0);
		users.release();
		assertThat(this.server.bean(PeerNamespaceHandler.class).peers()).isEmpty();
	}

	@Test
	void whenClientSendsBeforeItIsKnownThenItIsHungUpOnAndNobodyHearsIt() {
		try (TestClient bob = connect("anonymous")) {
			join(bob);
			for (String packet : List.of("42[\"p2p:join\",{\"room\":\"r\",\"webrtc\":false}]",
					"42[\"p2p:msg\",{\"room\":\"r\"},\"x\"]", "42[\"x\"]", "41")) {
				RawClient.Socket eve = new RawClient(this.server).webSocket("EIO=4&transport=websocket");
				eve.next();
				eve.send("40{\"token\":\"slow\"}");
				eve.send(packet);
				eve.awaitClose();
			}
			assertThat(bob.heard("peer-connect")).isEmpty();
			assertThat(bob.heard("p2p:msg")).isEmpty();
		}
	}

	@Test
	void whenClientSendsAfterItWasRefusedThenItIsHungUpOn() {
		RawClient.Socket eve = new RawClient(this.server).webSocket("EIO=4&transport=websocket");
		eve.next();
		eve.send("40{\"token\":\"unknown\"}");
		assertThat((String) eve.next()).startsWith("44");
		eve.send("42[\"p2p:join\",{\"room\":\"r\",\"webrtc\":false}]");
		eve.awaitClose();
	}

	@Test
	void whenClientConnectsTwiceThenTheSecondChangesNothing() {
		RawClient.Socket client = new RawClient(this.server).webSocket("EIO=4&transport=websocket");
		client.next();
		client.send("40{\"token\":\"alice\"}");
		client.send("40{\"token\":\"bob\"}");
		assertThat((String) client.next()).startsWith("40{");
		client.send("40{\"token\":\"bob\"}");
		client.send("42[\"p2p:join\",{\"webrtc\":false}]");
		await().until(() -> this.server.bean(RoomManager.class).find("") != null);
		assertThat(this.server.bean(PeerNamespaceHandler.class).peers()).singleElement()
			.satisfies((peer) -> assertThat(peer.principal().getName()).isEqualTo("alice"));
		client.cancel();
	}

	@Test
	void whenClientWasRefusedThenItMayTryAgainOverTheSameConnection() {
		RawClient.Socket client = new RawClient(this.server).webSocket("EIO=4&transport=websocket");
		client.next();
		client.send("40{\"token\":\"unknown\"}");
		assertThat((String) client.next()).startsWith("44");
		client.send("40{\"token\":\"alice\"}");
		assertThat((String) client.next()).startsWith("40{");
		client.cancel();
	}

	@Test
	void whenNamespaceIsTheApplicationsOwnThenTheAuthenticatorIsNotAsked() {
		this.server.bean(SocketIOServer.class).addNamespace("/other");
		IO.Options options = new IO.Options();
		options.transports = new String[] { "websocket" };
		try (TestClient client = TestClient.connect(this.server, "/other", options)) {
			assertThat(client.socket().connected()).isTrue();
			assertThat(this.server.bean(Users.class).asked()).isEmpty();
		}
	}

	@Test
	void whenListenerRefusesThenTheAuthenticatorIsNotAsked() {
		this.server.bean(SocketIOServer.class)
			.getNamespace("")
			.addAuthTokenListener((data, client) -> new AuthTokenResult(false, "Not now"));
		try (TestClient client = open("alice")) {
			assertThat(client.awaitRefusal().getString("message")).isEqualTo("Not now");
			assertThat(this.server.bean(Users.class).asked()).isEmpty();
		}
	}

	@Test
	void whenAuthIsTooLargeThenTheClientIsRefusedUnread() {
		try (TestClient client = open("x".repeat(17 * 1024))) {
			assertThat(client.awaitRefusal().getJSONObject("data").getString("code")).isEqualTo("too-large");
			assertThat(this.server.bean(Users.class).asked()).isEmpty();
		}
		try (TestClient client = open("x".repeat(15 * 1024))) {
			assertThat(client.awaitRefusal().getJSONObject("data").getString("code")).isEqualTo("unauthorized");
		}
	}

	@Test
	void whenClientIsOfTheOldProtocolThenItsTokenIsInTheQueryIfThatIsAllowed() {
		nothingStays();
		this.server = TestServer.start(Users.class, "p2p.server.allow-eio3=true");
		RawClient raw = new RawClient(this.server);
		RawClient.Socket alice = raw.webSocket("EIO=3&transport=websocket&token=alice");
		alice.next();
		assertThat(alice.next()).isEqualTo("40");
		RawClient.Socket eve = raw.webSocket("EIO=3&transport=websocket&token=unknown");
		eve.next();
		assertThat((String) eve.next()).startsWith("44").contains("unauthorized");
		RawClient.Socket nobody = raw.webSocket("EIO=4&transport=websocket&token=alice");
		nobody.next();
		nobody.send("40");
		assertThat((String) nobody.next()).as("of the current protocol").startsWith("44");
		List.of(alice, eve, nobody).forEach(RawClient.Socket::cancel);
	}

	@Test
	void whenOldProtocolIsNotAllowedThenItsTokenOpensNothing() {
		try (RawConnection client = RawConnection.open(this.server.port())) {
			assertThat(client.get("EIO=3&transport=polling&token=alice").status()).isEqualTo(400);
		}
		assertThat(this.server.bean(Users.class).asked()).isEmpty();
	}

	@Test
	void whenHandshakeOrIdentityIsPrintedThenNoTokenIs() {
		try (TestClient alice = connect("alice-" + SECRET)) {
			Peer peer = peer(alice);
			assertThat(peer.handshake().token()).contains(SECRET);
			assertThat(
					List.of(peer, peer.handshake(), peer.handshake().auth(), PeerIdentity.of(() -> SECRET).toString()))
				.noneMatch((printed) -> printed.toString().contains(SECRET));
		}
	}

	private TestClient connect(String token) {
		return TestClient.connect(this.server, "/", TestClient.showing(token));
	}

	private TestClient open(String token) {
		return TestClient.open(this.server, "/", TestClient.showing(token));
	}

	private static void join(TestClient client) {
		assertThat(client.ask("p2p:join", Map.of("room", "r", "webrtc", false)).has("peerId")).isTrue();
	}

	private Peer peer(TestClient client) {
		return this.server.bean(PeerNamespaceHandler.class)
			.peers()
			.stream()
			.filter((peer) -> peer.id().value().equals(client.id()))
			.findFirst()
			.orElseThrow();
	}

}

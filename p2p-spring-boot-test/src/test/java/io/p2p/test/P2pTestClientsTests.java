package io.p2p.test;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;

import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.core.env.Environment;

import io.p2p.annotation.PeerMessageHandler;
import io.p2p.client.P2pOptions;
import io.p2p.peer.ErrorCode;
import io.p2p.peer.Peer;
import io.p2p.peer.PeerId;
import io.p2p.peer.RefusedException;
import io.p2p.room.RoomAuthorizer;
import io.p2p.room.RoomManager;
import io.p2p.socketio.netty.P2pServer;
import io.p2p.socketio.peer.PeerNamespaceHandler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

@P2pTest(properties = { "p2p.namespace=/peers-1", "p2p.server.path=/rt" })
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class P2pTestClientsTests {

	private static final ParameterizedTypeReference<Map<String, Object>> OBJECT = new ParameterizedTypeReference<>() {
	};

	private static final Duration SOON = Duration.ofMillis(200);

	@Autowired
	private P2pTestClients peers;

	@Autowired
	private Application application;

	@Autowired
	private PeerNamespaceHandler server;

	@Test
	void theServerListensOnAFreePortOfTheLoopback(@Autowired P2pServer socketIo, @Autowired Environment environment) {
		assertThat(environment.getProperty("p2p.server.port")).isEqualTo("0");
		assertThat(environment.getProperty("p2p.server.address")).isEqualTo("127.0.0.1");
		assertThat(socketIo.port()).isPositive().isNotEqualTo(9092);
	}

	@Test
	void whatAPeerEmitsTheOthersOfItsRoomHear() {
		P2pTestClient ada = this.peers.join("kitchen");
		P2pTestClient bob = this.peers.join("kitchen");
		P2pTestClient eve = this.peers.join("cellar");
		ada.emit("say", new Saying("Grüße 🎈", null), 2, "x");
		P2pTestMessage heard = bob.awaitEvent("say");
		assertThat(heard.payload(Saying.class)).isEqualTo(new Saying("Grüße 🎈", null));
		assertThat(heard.argument(1, int.class)).isEqualTo(2);
		assertThat(heard.argument(3, String.class)).isNull();
		assertThat(heard.from()).isEqualTo(ada.id());
		assertThat(heard.room()).isEqualTo("kitchen");
		assertThat(eve.heard("say")).isEmpty();
		assertThat(ada.heard("say")).isEmpty();
	}

	@Test
	void anEventToOnePeerIsHeardByThatOneOnly() {
		P2pTestClient ada = this.peers.join("kitchen");
		P2pTestClient bob = this.peers.join("kitchen");
		P2pTestClient eve = this.peers.join("kitchen");
		ada.emitTo(bob.id(), "psst", 1);
		ada.emit("all");
		assertThat(bob.awaitEvent("psst", Integer.class)).isEqualTo(1);
		eve.awaitEvent("all");
		assertThat(eve.heard("psst")).isEmpty();
	}

	@Test
	void plainClientsTakePart() {
		P2pTestClient plain = this.peers.plain();
		P2pTestClient ada = this.peers.join("");
		plain.emit("say", new Saying("a", null));
		P2pTestMessage heard = ada.awaitEvent("say");
		assertThat(heard.from()).isEqualTo(plain.id());
		ada.emit("say", new Saying("b", null));
		P2pTestMessage answer = plain.awaitEvent("say");
		assertThat(answer.payload(Saying.class).text()).isEqualTo("b");
		assertThat(answer.from()).isNull();
		assertThat(answer.room()).isNull();
		assertThatIllegalArgumentException().isThrownBy(() -> plain.emitTo(ada.id(), "say"));
	}

	@Test
	void binariesGoAsTheyAre() {
		P2pTestClient ada = this.peers.join("kitchen");
		P2pTestClient bob = this.peers.join("kitchen");
		P2pTestClient plain = this.peers.plain();
		P2pTestClient carl = this.peers.join("");
		byte[] bytes = "[{-,bytes".getBytes(StandardCharsets.UTF_8);
		ada.emit("picture", Map.of("pixels", bytes), bytes, new byte[0]);
		P2pTestMessage heard = bob.awaitEvent("picture");
		assertThat(heard.payload(Picture.class).pixels()).isEqualTo(bytes);
		assertThat(heard.argument(1, byte[].class)).isEqualTo(bytes);
		assertThat(heard.argument(2, byte[].class)).isEmpty();
		plain.emit("picture", bytes);
		assertThat(carl.awaitEvent("picture", byte[].class)).isEqualTo(bytes);
	}

	@Test
	void anEventWithManyBinariesAndItsAnswerArrive() {
		P2pTestClient ada = this.peers.join("kitchen");
		P2pTestClient bob = this.peers.join("kitchen");
		byte[][] many = new byte[11][1];
		bob.answer("many", (message) -> message.payload(byte[][].class));
		assertThat(ada.askPeer(bob.id(), "many", (Object) many).payload(byte[][].class)).hasDimensions(11, 1);
	}

	@Test
	void aRefusalIsAnExceptionWithItsCode() {
		P2pTestClient ada = this.peers.join("kitchen");
		P2pTestClient bob = this.peers.join("kitchen");
		assertThatExceptionOfType(P2pTestClientException.class).isThrownBy(() -> ada.ask("say", new Saying("", null)))
			.withMessage("Say something")
			.extracting(P2pTestClientException::code)
			.isEqualTo("bad-request");
		ada.emit("say", new Saying("", null));
		P2pTestMessage error = ada.awaitEvent("peer-error");
		assertThat(error.payload(OBJECT)).containsEntry("code", "bad-request").containsEntry("event", "say");
		ada.emit("mark");
		bob.awaitEvent("mark");
		assertThat(bob.heard("say")).isEmpty();
	}

	@Test
	void whatWasAskedIsHandledAndSoIsAllBefore() {
		P2pTestClient ada = this.peers.join("kitchen");
		P2pTestClient bob = this.peers.join("kitchen");
		this.application.said.clear();
		IntStream.range(0, 100).forEach((number) -> ada.emit("say", new Saying("line " + number, null)));
		assertThat(ada.ask("say", new Saying("last", null)).argument(0, Object.class)).isNull();
		assertThat(this.application.said).hasSize(101).endsWith("line 99", "last");
		for (int number = 0; number < 100; number++) {
			assertThat(bob.awaitEvent("say", Saying.class).text()).isEqualTo("line " + number);
		}
	}

	@Test
	void handlersSeeHeadersAuthAndData() {
		P2pTestClient ada = this.peers.withHeader("X-Shop", "1")
			.withBearerToken("secret")
			.withAuth("token", "t")
			.withAuth("more", 2)
			.withData(Map.of("name", "Ada"))
			.join("kitchen");
		ada.ask("look");
		Peer seen = this.application.seen;
		assertThat(seen.id()).isEqualTo(ada.id());
		assertThat(seen.handshake().header("x-shop")).isEqualTo("1");
		assertThat(seen.handshake().header("Authorization")).isEqualTo("Bearer secret");
		assertThat(seen.handshake().auth().text()).contains("\"token\":\"t\"", "\"more\":2", "\"p2p\":1");
		assertThat(seen.data().text()).isEqualTo("{\"name\":\"Ada\"}");
		this.peers.join("kitchen").ask("look");
		assertThat(this.application.seen.handshake().header("x-shop")).isNull();
	}

	@Test
	void presenceIsHeard() {
		P2pTestClient ada = this.peers.join("kitchen");
		P2pTestClient bob = this.peers.withData("Bob").join("kitchen");
		P2pTestMessage came = ada.awaitEvent("peer-connect");
		assertThat(came.payload(OBJECT)).containsEntry("peerId", bob.id().value()).containsEntry("data", "Bob");
		bob.close();
		bob.close();
		assertThat(bob.isConnected()).isFalse();
		ada.awaitEvent("peer-disconnect");
	}

	@Test
	void whoIsNotLetInGetsAnException() {
		assertThatExceptionOfType(P2pTestClientException.class).isThrownBy(() -> this.peers.join("vault"))
			.extracting(P2pTestClientException::code)
			.isEqualTo("room-refused");
		assertThatExceptionOfType(P2pTestClientException.class)
			.isThrownBy(() -> this.peers.withHeader("Origin", "https://evil.example").join("kitchen"))
			.withMessageContaining("HTTP status 40");
	}

	@Test
	void whatIsAwaitedInVainFailsAndTellsWhatWasHeard() {
		P2pTestClient ada = this.peers.join("kitchen");
		P2pTestClient bob = this.peers.withTimeout(SOON).join("kitchen");
		assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> bob.awaitEvent("never"))
			.withMessage("Waited 200 ms in vain for the event 'never'. Nothing was heard");
		ada.ask("say", new Saying("Hello", null));
		bob.awaitEvent("say");
		assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> bob.awaitEvent("say"))
			.withMessageContaining("in vain for the event 'say'. Heard:")
			.withMessageContaining("Hello");
		assertThatExceptionOfType(AssertionError.class).isThrownBy(bob::awaitDisconnect)
			.withMessageContaining("the end of the connection");
	}

	@Test
	void aPeerThatTheServerDisconnectsHearsNoMore() {
		P2pTestClient ada = this.peers.join("kitchen");
		ada.ask("look");
		this.application.seen.disconnect();
		ada.awaitDisconnect();
		assertThat(ada.isConnected()).isFalse();
		assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> ada.awaitEvent("say"))
			.withMessageContaining("The connection has ended (the server");
		assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> ada.ask("look"))
			.withMessageContaining("has ended");
	}

	@Test
	void questionsAreAnswered() {
		P2pTestClient plain = this.peers.plain();
		plain.answer("vote", (message) -> "yes to " + message.payload(String.class));
		P2pTestClient bob = this.peers.join("");
		bob.answer("vote", (message) -> Map.of("no", message.payload(String.class)));
		P2pTestClient ada = this.peers.join("");
		assertThat(ada.askPeer(plain.id(), "vote", "tea").payload(String.class)).isEqualTo("yes to tea");
		assertThat(ada.askPeer(bob.id(), "vote", "tea").payload(OBJECT)).isEqualTo(Map.of("no", "tea"));
		assertThatExceptionOfType(P2pTestClientException.class)
			.isThrownBy(() -> ada.askPeer(new PeerId("nobody"), "vote", "tea"))
			.extracting(P2pTestClientException::code)
			.isEqualTo("unknown-peer");
		assertThat(plain.awaitEvent("vote", String.class)).isEqualTo("tea");
	}

	@Test
	void anAnswerThatThrowsEndsItsPeerWithTheReason() {
		P2pTestClient ada = this.peers.join("kitchen");
		P2pTestClient bob = this.peers.join("kitchen");
		bob.answer("vote", (message) -> {
			throw new IllegalStateException("no idea");
		});
		ada.emit("vote");
		assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> bob.awaitEvent("other"))
			.withMessageContaining("the answer to 'vote' threw java.lang.IllegalStateException: no idea");
	}

	@Test
	@Order(1)
	void aTestLeavesItsPeersOpen() {
		this.peers.join("left");
		this.peers.plain();
		this.peers.connection().join(P2pOptions.room("left")).joined().join();
		assertThat(this.server.peers()).hasSize(3);
	}

	@Test
	@Order(2)
	void theyAreClosedAfterIt(@Autowired RoomManager rooms) {
		await().untilAsserted(() -> assertThat(this.server.peers()).isEmpty());
		assertThat(rooms.find("left")).isNull();
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import(Application.class)
	static class Configured {

	}

	static class Application implements RoomAuthorizer {

		private final Queue<String> said = new ConcurrentLinkedQueue<>();

		private volatile Peer seen;

		@PeerMessageHandler("say")
		void say(Saying saying) {
			if (saying.text().isEmpty()) {
				throw new RefusedException(ErrorCode.BAD_REQUEST, "Say something");
			}
			this.said.add(saying.text());
		}

		@PeerMessageHandler("look")
		void look(Peer peer) {
			this.seen = peer;
		}

		@Override
		public boolean mayJoin(Peer peer, String room) {
			return !room.equals("vault");
		}

	}

	record Saying(String text, Integer number) {

	}

	@SuppressWarnings("ArrayRecordComponent") // nobody compares pictures
	record Picture(byte[] pixels) {

	}

}

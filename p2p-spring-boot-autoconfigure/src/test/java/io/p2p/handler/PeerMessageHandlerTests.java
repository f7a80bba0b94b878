package io.p2p.handler;

import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;

import org.aopalliance.intercept.MethodInterceptor;
import org.json.JSONObject;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.aop.framework.ProxyFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import io.p2p.annotation.PeerMessageHandler;
import io.p2p.peer.ErrorCode;
import io.p2p.peer.Peer;
import io.p2p.peer.RawMessage;
import io.p2p.peer.RefusedException;
import io.p2p.relay.MessageRelay;
import io.p2p.room.Room;
import io.p2p.support.TestClient;
import io.p2p.support.TestServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class PeerMessageHandlerTests {

	private static TestServer server;

	@BeforeAll
	static void start() {
		server = TestServer.start(Handlers.class);
	}

	@AfterAll
	static void stop() {
		server.close();
	}

	@Test
	void whenEventHasAHandlerThenItGetsPayloadPeerAndRoomOffTheEventLoopAndTheEventIsRelayed() {
		try (TestClient alice = TestClient.library(server, "handled");
				TestClient bob = TestClient.library(server, "handled")) {
			assertThat(alice.askAll("p2p:msg", Map.of("room", "handled"), "peer-msg", Map.of("text", "hi", "size", 3)))
				.isEmpty();
			assertThat(((JSONObject) bob.awaitEvent("p2p:msg").get(2)).getString("text")).isEqualTo("hi");
			Call call = handlers().calls.remove();
			assertThat(call.text).isEqualTo(new Text("hi", 3));
			assertThat(call.peer.id().value()).isEqualTo(alice.id());
			assertThat(call.room.name()).isEqualTo("handled");
			assertThat(call.message.event()).isEqualTo("peer-msg");
			assertThat(call.thread).startsWith("p2p-handler-");
		}
	}

	@Test
	void whenHandlerThrowsThenTheSenderIsToldAndNobodyElseHears() {
		MessageRelay relay = server.bean(MessageRelay.class);
		try (TestClient alice = TestClient.plain(server); TestClient bob = TestClient.plain(server)) {
			long before = relay.relayed();
			JSONObject error = alice.ask("failing", "x");
			assertThat(error.getString("code")).isEqualTo("handler-failed");
			assertThat(error.toString()).doesNotContain("secret", "Exception", "at io.p2p");
			JSONObject refused = alice.ask("refusing", "x");
			assertThat(refused.toMap()).isEqualTo(Map.of("code", "bad-request", "message", "Mind your words"));
			alice.askAll("unhandled", "x");
			bob.awaitEvent("unhandled");
			assertThat(bob.heard("failing")).isEmpty();
			assertThat(bob.heard("refusing")).isEmpty();
			assertThat(relay.relayed() - before).isEqualTo(1);
			assertThat(alice.socket().connected()).isTrue();
		}
	}

	@Test
	void whenLibraryPeerAskedForNoAcknowledgementThenItGetsAnErrorEvent() {
		try (TestClient alice = TestClient.library(server, "errors")) {
			alice.emit("p2p:msg", Map.of("room", "errors"), "failing", "x");
			assertThat(((JSONObject) alice.awaitEvent("peer-error").get(0)).getString("code"))
				.isEqualTo("handler-failed");
		}
	}

	@Test
	void whenPayloadDoesNotFitThenTheSenderIsTold() {
		try (TestClient alice = TestClient.plain(server)) {
			assertThat(alice.ask("peer-msg", "no object").getString("code")).isEqualTo("bad-request");
			assertThat(alice.ask("peer-msg").getString("code")).isEqualTo("bad-request");
			assertThat(alice.askAll("optional")).isEmpty();
		}
	}

	@Test
	void whenHandlerReturnsAResultThenItReplacesThePayload() {
		try (TestClient alice = TestClient.plain(server); TestClient bob = TestClient.plain(server)) {
			alice.emit("shout", "hello");
			assertThat(bob.awaitEvent("shout")).containsExactly("HELLO");
		}
	}

	@Test
	void whenPayloadIsBinaryThenTheHandlerGetsBytes() {
		try (TestClient alice = TestClient.plain(server); TestClient bob = TestClient.plain(server)) {
			alice.emit("reverse", (Object) new byte[] { 1, 2, 3 });
			assertThat(bob.awaitEvent("reverse")).containsExactly(new byte[] { 3, 2, 1 });
		}
	}

	@Test
	void whenHandlerIsSlowThenTheSendersEventsKeepTheirOrderAndOthersDoNotWait() {
		try (TestClient alice = TestClient.plain(server);
				TestClient bob = TestClient.plain(server);
				TestClient carol = TestClient.plain(server)) {
			alice.emit("slow", 0);
			IntStream.range(1, 50).forEach((i) -> alice.emit((i % 2 == 0) ? "slow" : "quick", i));
			carol.emit("carol");
			bob.awaitEvent("carol");
			assertThat(bob.heard("quick")).isEmpty();
			handlers().gate.countDown();
			bob.awaitTimes("slow", 25);
			bob.awaitTimes("quick", 25);
			assertThat(bob.order("slow", "quick"))
				.containsExactlyElementsOf(IntStream.range(0, 50).<Object>mapToObj((i) -> i).toList());
		}
	}

	@Test
	void whenHandledEventComesInPartsThenItIsRefused() {
		try (TestClient alice = TestClient.library(server, "parts")) {
			Map<String, Object> header = Map.of("room", "parts", "id", 1, "event", "peer-msg", "total", 3, "offset", 0);
			assertThat(alice.ask("p2p:part", header, new byte[3]).getString("code")).isEqualTo("too-large");
		}
	}

	@Test
	void whenBeanIsProxiedThenTheHandlerIsCalledThroughTheProxy() {
		try (TestClient alice = TestClient.plain(server)) {
			alice.askAll("proxied", "x");
			assertThat(server.bean(Handlers.class).intercepted).containsExactly("onProxied");
		}
	}

	@Test
	void whenNamesFitByPatternThenTheMostSpecificHandlerIsCalledAndOtherEventsAreNotParsed() {
		try (TestClient alice = TestClient.plain(server); TestClient bob = TestClient.plain(server)) {
			alice.emit("chat.anything", "x");
			assertThat(bob.awaitEvent("chat.anything")).containsExactly("by pattern");
			alice.emit("chat.exact", "x");
			assertThat(bob.awaitEvent("chat.exact")).containsExactly("by name");
			alice.emit("chat.other", "x");
			assertThat(bob.awaitEvent("chat.other")).containsExactly("by name");
			// no handler of a string would take it
			alice.emit("chatter", Map.of("no", "string"));
			assertThat(bob.awaitEvent("chatter")).hasSize(1);
		}
	}

	@Test
	void whenTwoMethodsHandleOneEventThenTheApplicationDoesNotStart() {
		assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> TestServer.start(Ambiguous.class))
			.withMessageContaining("'twice'");
	}

	private static Handlers handlers() {
		return server.bean(Handlers.class);
	}

	record Text(String text, int size) {

	}

	record Call(Text text, Peer peer, Room room, RawMessage message, String thread) {

	}

	@Configuration(proxyBeanMethods = false)
	static class Handlers {

		private final Queue<Call> calls = new ConcurrentLinkedQueue<>();

		private final Queue<String> intercepted = new ConcurrentLinkedQueue<>();

		private final CountDownLatch gate = new CountDownLatch(1);

		@PeerMessageHandler("peer-msg")
		void onMessage(Room room, Text text, RawMessage message, Peer peer) {
			this.calls.add(new Call(text, peer, room, message, Thread.currentThread().getName()));
		}

		@PeerMessageHandler("failing")
		void onFailing(String text) {
			throw new IllegalArgumentException("secret");
		}

		@PeerMessageHandler("refusing")
		void onRefusing(String text) {
			throw new RefusedException(ErrorCode.BAD_REQUEST, "Mind your words");
		}

		@PeerMessageHandler("optional")
		void onOptional(@Nullable String text) {
		}

		@PeerMessageHandler("chat.*")
		String onChat(String text) {
			return "by pattern";
		}

		@PeerMessageHandler({ "chat.exact", "chat.other" })
		String onExact(String text) {
			return "by name";
		}

		@PeerMessageHandler("shout")
		String onShout(String text) {
			return text.toUpperCase(Locale.ROOT);
		}

		@PeerMessageHandler("reverse")
		byte[] onReverse(byte[] bytes) {
			byte[] reversed = new byte[bytes.length];
			IntStream.range(0, bytes.length).forEach((i) -> reversed[bytes.length - 1 - i] = bytes[i]);
			return reversed;
		}

		@PeerMessageHandler("slow")
		void onSlow(int number) throws InterruptedException {
			this.gate.await();
		}

		@Bean
		Proxied proxied() {
			return new Proxied();
		}

		@Bean
		static BeanPostProcessor proxying(ObjectProvider<Handlers> handlers) {
			return new BeanPostProcessor() {

				@Override
				public Object postProcessAfterInitialization(Object bean, String name) {
					if (!(bean instanceof Proxied)) {
						return bean;
					}
					ProxyFactory factory = new ProxyFactory(bean);
					factory.setProxyTargetClass(true);
					factory.addAdvice((MethodInterceptor) (invocation) -> {
						handlers.getObject().intercepted.add(invocation.getMethod().getName());
						return invocation.proceed();
					});
					return factory.getProxy();
				}

			};
		}

	}

	static class Proxied {

		@PeerMessageHandler("proxied")
		void onProxied(String text) {
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Ambiguous {

		@PeerMessageHandler("twice")
		void one() {
		}

		@PeerMessageHandler("twice")
		void two() {
		}

	}

}

package io.p2p.handler;

import java.util.Map;
import java.util.Optional;

import org.json.JSONObject;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.MethodParameter;
import org.springframework.messaging.Message;
import org.springframework.messaging.handler.annotation.Header;
import org.springframework.messaging.handler.annotation.Payload;
import org.springframework.messaging.handler.invocation.HandlerMethodArgumentResolver;

import io.p2p.annotation.PeerMessageHandler;
import io.p2p.support.TestClient;
import io.p2p.support.TestServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Arguments that are not there, and methods that are not of the bean's own class, as
 * spring-messaging's annotations and resolvers have them.
 */
class HandlerArgumentsTests {

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
	void whenAHeaderIsMissingThenItIsRefusedUnlessItIsNotRequired() {
		try (TestClient alice = TestClient.library(server)) {
			assertThat(alice.askAll("headers")).containsExactly("headers empty null nowhere 2");
			assertThat(alice.ask("room").toMap())
				.isEqualTo(Map.of("code", "not-a-member", "message", "The server's handler needs a room"));
		}
	}

	@Test
	void whenWhatTheApplicationResolvesIsMissingThenItIsRefusedUnlessItIsOptional() {
		try (TestClient alice = TestClient.plain(server)) {
			assertThat(alice.ask("own").toMap()).isEqualTo(Map.of("code", "bad-request", "message",
					"The server's handler needs what the event does not have"));
			assertThat(alice.askAll("optional-own")).containsExactly("empty");
		}
	}

	@Test
	void whenAPrimitiveIsNullThenItIsRefused() {
		try (TestClient alice = TestClient.plain(server)) {
			assertThat(alice.ask("primitive", JSONObject.NULL).getString("code")).isEqualTo("bad-request");
			assertThat(alice.ask("primitive").getString("code")).isEqualTo("bad-request");
			assertThat(alice.askAll("payload", JSONObject.NULL)).containsExactly("null");
		}
	}

	@Test
	void whenTheMethodIsOfAGenericInterfaceOrClassThenItTakesTheTypesOfTheBean() {
		try (TestClient alice = TestClient.plain(server)) {
			assertThat(alice.askAll("by-default", Map.of("text", "x"))).containsExactly("x");
			assertThat(alice.askAll("overridden", Map.of("text", "y"))).containsExactly("y");
		}
	}

	@Test
	void whenTheMethodIsPrivateOrStaticThenItIsCalledOnABeanWithoutProxy() {
		try (TestClient alice = TestClient.plain(server)) {
			assertThat(alice.askAll("private", "x")).containsExactly("x");
			assertThat(alice.askAll("static", "y")).containsExactly("y");
		}
	}

	record Text(String text) {

	}

	record Own(String text) {

	}

	interface Inherited<T> {

		@PeerMessageHandler(event = "by-default", relay = false)
		default String byDefault(T payload) {
			return ((Text) payload).text();
		}

	}

	abstract static class Base<T> {

		@PeerMessageHandler(event = "overridden", relay = false)
		abstract String overridden(T payload);

	}

	@Configuration(proxyBeanMethods = false)
	static class Handlers extends Base<Text> implements Inherited<Text> {

		@PeerMessageHandler(event = "headers", relay = false)
		String headers(@Header("event") Optional<String> name, @Header("room") Optional<String> room,
				@Header(name = "room", required = false) String other,
				@Header(name = "room", defaultValue = "nowhere") String third, @Header("size") String size) {
			return name.orElseThrow() + " " + room.orElse("empty") + " " + other + " " + third + " " + size;
		}

		@PeerMessageHandler(event = "room", relay = false)
		String room(@Header String room) {
			return room;
		}

		@PeerMessageHandler(event = "own", relay = false)
		String own(Own own) {
			return own.text();
		}

		@PeerMessageHandler(event = "optional-own", relay = false)
		String optionalOwn(Optional<Own> own) {
			return own.map(Own::text).orElse("empty");
		}

		@PeerMessageHandler(event = "primitive", relay = false)
		int primitive(int number) {
			return number;
		}

		@PeerMessageHandler(event = "payload", relay = false)
		String payload(@Payload(required = false) String text) {
			return String.valueOf(text);
		}

		@Override
		String overridden(Text payload) {
			return payload.text();
		}

		@SuppressWarnings("UnusedMethod") // looked for by its annotation
		@PeerMessageHandler(event = "private", relay = false)
		private String hidden(String text) {
			return text;
		}

		@PeerMessageHandler(event = "static", relay = false)
		static String ofTheClass(String text) {
			return text;
		}

		@Bean
		HandlerMethodArgumentResolver nothing() {
			return new HandlerMethodArgumentResolver() {

				@Override
				public boolean supportsParameter(MethodParameter parameter) {
					return parameter.getNestedParameterType() == Own.class;
				}

				@Override
				public @Nullable Object resolveArgument(MethodParameter parameter, Message<?> message) {
					return null;
				}

			};
		}

	}

}

package io.p2p.handler;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.messaging.handler.annotation.Header;

import io.p2p.annotation.PeerMessageAdvice;
import io.p2p.annotation.PeerMessageExceptionHandler;
import io.p2p.annotation.PeerMessageHandler;
import io.p2p.peer.ErrorCode;
import io.p2p.peer.Peer;
import io.p2p.peer.RefusedException;
import io.p2p.support.TestClient;
import io.p2p.support.TestServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

@ExtendWith(OutputCaptureExtension.class)
class HandlerExceptionsTests {

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
	void whenTheBeanHasAMethodForTheExceptionThenTheClosestOneSaysWhatTheSenderIsTold() {
		assertThat(told("missing")).isEqualTo(Map.of("code", "not-found", "message", "fail of missing"));
		assertThat(told("io")).isEqualTo(Map.of("code", "handler-failed", "message", "The disk is full"));
	}

	@Test
	void whenTheBeanHasNoneThenAnAdviceBeanIsAskedInOrder() {
		assertThat(told("unchecked")).isEqualTo(Map.of("code", "first", "message", "The first advice"));
		assertThat(told("state")).isEqualTo(Map.of("code", "second", "message", "The second advice"));
	}

	@Test
	void whenNobodyKnowsTheExceptionThenTheSenderLearnsOnlyThatTheHandlerFailed(CapturedOutput output) {
		assertThat(told("argument"))
			.isEqualTo(Map.of("code", "handler-failed", "message", "The server's handler did not take the event"));
		assertThat(told("argument")).containsEntry("code", "handler-failed");
		assertThat(output)
			.contains("Handlers#fail failed on 'fail' of ", " in room ''", "IllegalArgumentException", "as before")
			.containsOnlyOnce("at io.p2p.handler.HandlerExceptionsTests$Handlers.fail(")
			.doesNotContain("secret", "jdk.internal.reflect");
	}

	@Test
	void whenAnExceptionHandlerSaysNothingOrFailsThenTheSenderLearnsOnlyThatTheHandlerFailed() {
		assertThat(told("arithmetic")).containsEntry("code", "handler-failed");
		assertThat(told("cast")).containsEntry("code", "handler-failed").doesNotContainValue("secret");
		assertThat(told("index")).isEqualTo(Map.of("code", "thrown", "message", "By the exception handler"));
	}

	@Test
	void whenTheHandlerRefusesThenACatchAllDoesNotChangeItsWord() {
		assertThat(told("refused")).isEqualTo(Map.of("code", "own-code", "message", "Its own word"));
		assertThat(told("limit")).isEqualTo(Map.of("code", "limit", "message", "Mapped"));
	}

	@Test
	void whenARefusalHasACodeOfTheApplicationsThenItMustHaveTheShapeOfOne() {
		assertThat(new RefusedException("own-code", "x").code()).isEqualTo(ErrorCode.HANDLER_FAILED);
		assertThat(new RefusedException("busy", "x").code()).isEqualTo(ErrorCode.BUSY);
		for (String code : new String[] { "", "-x", "1x", "Upper", "a b", "a".repeat(65), "\u00e4" }) {
			assertThatIllegalArgumentException().isThrownBy(() -> new RefusedException(code, "x"))
				.withMessageContaining("'code'");
		}
	}

	@Test
	void whenAResultCannotBeWrittenOrAnErrorIsThrownThenTheSenderIsToldAndGoesOn() {
		try (TestClient alice = TestClient.plain(server)) {
			assertThat(alice.ask("unwritable").getString("code")).isEqualTo("handler-failed");
			assertThat(alice.ask("error").getString("code")).isEqualTo("handler-failed");
			assertThat(alice.askAll("other")).isEmpty();
		}
	}

	private static Map<String, Object> told(String what) {
		try (TestClient alice = TestClient.plain(server); TestClient bob = TestClient.plain(server)) {
			Map<String, Object> error = alice.ask("fail", what).toMap();
			alice.askAll("other");
			bob.awaitEvent("other");
			assertThat(bob.heard("fail")).isEmpty();
			return error;
		}
	}

	static class LimitException extends RefusedException {

		private static final long serialVersionUID = 1L;

		LimitException() {
			super(ErrorCode.TOO_LARGE, "x");
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Handlers {

		@PeerMessageHandler("fail")
		void fail(String what) throws Exception {
			throw switch (what) {
				case "missing" -> new FileNotFoundException("secret");
				case "io" -> new IOException("secret");
				case "unchecked" -> new UncheckedIOException(new IOException("secret"));
				case "state" -> new IllegalStateException("secret");
				case "arithmetic" -> new ArithmeticException("secret");
				case "cast" -> new ClassCastException("secret");
				case "index" -> new IndexOutOfBoundsException("secret");
				case "refused" -> new RefusedException("own-code", "Its own word");
				case "limit" -> new LimitException();
				default -> new IllegalArgumentException("secret");
			};
		}

		@PeerMessageHandler("unwritable")
		Map<String, Object> unwritable() {
			Map<String, Object> endless = new HashMap<>();
			endless.put("self", endless);
			return endless;
		}

		@PeerMessageHandler("error")
		void error() {
			throw new StackOverflowError();
		}

		@PeerMessageExceptionHandler
		RefusedException onMissing(FileNotFoundException failure, Peer peer, @Header("event") String event) {
			assertThat(peer).isNotNull();
			return new RefusedException("not-found", event + " of missing");
		}

		@PeerMessageExceptionHandler(IOException.class)
		String onIo() {
			return "The disk is full";
		}

		@PeerMessageExceptionHandler({ ArithmeticException.class, NumberFormatException.class })
		void onArithmetic() {
		}

		@PeerMessageExceptionHandler(ClassCastException.class)
		@Nullable RefusedException onCast() {
			throw new IllegalStateException("secret");
		}

		@PeerMessageExceptionHandler(IndexOutOfBoundsException.class)
		void onIndex() {
			throw new RefusedException("thrown", "By the exception handler");
		}

		@PeerMessageExceptionHandler
		RefusedException onLimit(LimitException failure) {
			return new RefusedException("limit", "Mapped");
		}

		@Bean
		SecondAdvice secondAdvice() {
			return new SecondAdvice();
		}

		@Bean
		FirstAdvice firstAdvice() {
			return new FirstAdvice();
		}

	}

	@PeerMessageAdvice
	@Order(1)
	static class FirstAdvice {

		@PeerMessageExceptionHandler(UncheckedIOException.class)
		RefusedException onUnchecked() {
			return new RefusedException("first", "The first advice");
		}

		@PeerMessageExceptionHandler
		@Nullable RefusedException onAny(Exception failure) {
			return (failure instanceof RefusedException) ? new RefusedException("changed", "x") : null;
		}

	}

	@PeerMessageAdvice
	@Order(2)
	static class SecondAdvice {

		@PeerMessageExceptionHandler({ UncheckedIOException.class, IOException.class, IllegalStateException.class })
		RefusedException onState() {
			return new RefusedException("second", "The second advice");
		}

	}

}

package io.p2p.handler;

import java.io.IOException;

import jakarta.validation.Valid;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Scope;
import org.springframework.messaging.handler.annotation.Header;

import io.p2p.annotation.PeerJoined;
import io.p2p.annotation.PeerMessageExceptionHandler;
import io.p2p.annotation.PeerMessageHandler;
import io.p2p.support.TestServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What stops the start, and which of two handlers an event is for.
 */
class HandlerStartTests {

	@Test
	void whenANameIsReservedEmptyOrNoPatternThenTheApplicationDoesNotStart() {
		fails(Reserved.class, "'peer-signal' is a reserved event name", "Reserved.on");
		fails(ReservedPattern.class, "'p2p:*' is a reserved event name");
		fails(Stars.class, "'a*b*' has more than one *");
		fails(Empty.class, "must not be empty");
		fails(None.class, "names no event", "None.on");
	}

	@Test
	void whenTwoPatternsAreEqualsThenTheApplicationDoesNotStart() {
		fails(Rivals.class, "Two @PeerMessageHandler methods", "'a*'", "'*a'", "Rivals#one", "Rivals#two");
	}

	@Test
	void whenTheBeanIsAPrototypeThenTheApplicationDoesNotStart() {
		fails(Prototypes.class, "The bean 'prototype'", "no singleton");
	}

	@Test
	void whenAParameterCannotBeHadThenTheApplicationDoesNotStart() {
		fails(JoinedWithPayload.class, "Parameter 0", "java.lang.String", "JoinedWithPayload.on", "cannot be had");
		fails(UnknownHeader.class, "no header 'nothing'", "'event'");
		fails(NoValidator.class, "there is no Validator bean");
		fails(WrongResult.class, "must return a RefusedException, a String or nothing");
		fails(NoException.class, "names no exception");
		fails(Lonely.class, "The bean 'handlerStartTests.Lonely'", "Lonely.on", "which has none");
		fails(TwoForOne.class, "Two @PeerMessageExceptionHandler methods for java.io.IOException");
	}

	@Test
	void whenSeveralNamesMatchThenTheExactOneThenTheLongestPatternIsTaken() {
		EventMappings mappings = new EventMappings();
		for (String name : new String[] { "*", "chat.*", "*.typing", "chat.*.typing", "chat.one", "chat.room*" }) {
			mappings.add(new MessageHandler(EventName.of(name), true, null, null));
		}
		assertThat(found(mappings, "chat.one")).isEqualTo("chat.one");
		assertThat(found(mappings, "chat.two")).isEqualTo("chat.*");
		assertThat(found(mappings, "chat.room7")).isEqualTo("chat.room*");
		assertThat(found(mappings, "x.typing")).isEqualTo("*.typing");
		assertThat(found(mappings, "chat.x.typing")).isEqualTo("chat.*.typing");
		assertThat(found(mappings, "chat.")).isEqualTo("chat.*");
		// the two ends of a pattern do not overlap
		assertThat(found(mappings, "chat.typing")).isEqualTo("*.typing");
		assertThat(found(mappings, "")).isEqualTo("*");
		assertThat(new EventMappings().find("x")).isNull();
	}

	private static String found(EventMappings mappings, String event) {
		return mappings.find(event).name().text();
	}

	private static void fails(Class<?> configuration, String... message) {
		assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> TestServer.start(configuration))
			.satisfies((failure) -> assertThat(failure.getMessage()).contains(message));
	}

	@Configuration(proxyBeanMethods = false)
	static class Reserved {

		@PeerMessageHandler("peer-signal")
		void on() {
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class ReservedPattern {

		@PeerMessageHandler("p2p:*")
		void on() {
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Stars {

		@PeerMessageHandler("a*b*")
		void on() {
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Empty {

		@PeerMessageHandler({ "a", " " })
		void on() {
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class None {

		@PeerMessageHandler
		void on() {
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Rivals {

		@PeerMessageHandler("a*")
		void one() {
		}

		@PeerMessageHandler("*a")
		void two() {
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Prototypes {

		@Bean
		@Scope(ConfigurableBeanFactory.SCOPE_PROTOTYPE)
		Prototype prototype() {
			return new Prototype();
		}

	}

	static class Prototype {

		@PeerMessageHandler("prototype")
		void on() {
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class JoinedWithPayload {

		@PeerJoined
		void on(String payload) {
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class UnknownHeader {

		@PeerMessageHandler("x")
		void on(@Header("nothing") String header) {
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class NoValidator {

		@PeerMessageHandler("x")
		void on(@Valid String payload) {
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class WrongResult {

		@PeerMessageExceptionHandler(IOException.class)
		int on() {
			return 1;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class NoException {

		@PeerMessageExceptionHandler
		void on() {
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Lonely {

		@PeerMessageExceptionHandler
		String on(IOException failure) {
			return "never said";
		}

		@PeerJoined
		void joined() {
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class TwoForOne {

		@PeerMessageExceptionHandler(IOException.class)
		void one() {
		}

		@PeerMessageExceptionHandler(IOException.class)
		void two() {
		}

	}

}

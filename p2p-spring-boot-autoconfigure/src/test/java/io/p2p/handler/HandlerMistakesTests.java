package io.p2p.handler;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import tools.jackson.databind.JsonNode;

import io.p2p.annotation.EventArgument;
import io.p2p.annotation.PeerData;
import io.p2p.annotation.PeerMessageHandler;
import io.p2p.peer.PeerMessage;
import io.p2p.support.TestServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Handlers that cannot work stop the start, with an analysis that says what to do.
 */
@ExtendWith(OutputCaptureExtension.class)
class HandlerMistakesTests {

	static Stream<Arguments> mistakes() {
		return Stream.of(Arguments.of(Mistakes.OfADataSource.class, "Parameter 1 ('source')", "DataSource is abstract"),
				Arguments.of(Mistakes.OfAChannel.class, "Parameter 0 ('channel')", "Channel is abstract"),
				Arguments.of(Mistakes.OfAStream.class, "Parameter 0", "InputStream is abstract"),
				Arguments.of(Mistakes.OfAList.class, "java.util.List<java.nio.channels.Channel>",
						"Channel is abstract"),
				Arguments.of(Mistakes.OfAClient.class, "Parameter 0", "SocketIOClient is abstract"),
				Arguments.of(Mistakes.OfAnEnvironment.class, "Parameter 0", "the bean 'environment'"),
				Arguments.of(Mistakes.OfATemplate.class, "Parameter 0", "the bean 'peerMessagingTemplate'"),
				Arguments.of(Mistakes.OfARandom.class, "Parameter 0", "Random is no data"),
				Arguments.of(Mistakes.OfAnExecutor.class, "Parameter 0", "SimpleAsyncTaskExecutor is no data"),
				Arguments.of(Mistakes.OfAFuture.class, "Parameter 0", "CompletableFuture is no data"),
				Arguments.of(Mistakes.OfAnException.class, "Parameter 0", "an exception is no payload"),
				Arguments.of(Mistakes.OfAClass.class, "Parameter 0", "a class is no payload"),
				Arguments.of(Mistakes.OfNoConstructor.class, "Parameter 0", "NoConstructor has no constructor"),
				Arguments.of(Mistakes.OfAValue.class, "Parameter 0", "@Value has no meaning for a handler"),
				Arguments.of(Mistakes.OfAMessageOfChannels.class, "Parameter 0", "Channel is abstract"),
				Arguments.of(Mistakes.OfChannelData.class, "Parameter 0", "Channel is abstract"),
				Arguments.of(Mistakes.ReturnsAPeer.class, "returns what cannot go to peers: io.p2p.peer.Peer",
						"as a record of your own"),
				Arguments.of(Mistakes.ReturnsPeersLater.class, "returns what cannot go to peers: io.p2p.peer.Peer",
						"as a record of your own"),
				Arguments.of(Mistakes.ReturnsARefusal.class, "returns what cannot go to peers", "Throw it."),
				Arguments.of(Mistakes.ReturnsAResponse.class, "returns what cannot go to peers",
						"Return the value itself"),
				Arguments.of(Mistakes.ReturnsAFuture.class, "returns what cannot go to peers", "a CompletionStage"),
				Arguments.of(Mistakes.OtherException.class, "exceptions that its parameter does not take",
						"all of them have"),
				Arguments.of(Mistakes.TwoExceptions.class, "more than one exception",
						"one parameter for the exception"),
				Arguments.of(Mistakes.ExceptionAndPayload.class, "Parameter 1 ('payload')", "a payload is for"),
				Arguments.of(Mistakes.PrivateOnAProxy.class, "private, static or final", "neither private"),
				Arguments.of(Mistakes.FinalOnAProxy.class, "private, static or final", "neither private"),
				Arguments.of(Mistakes.StaticOnAProxy.class, "private, static or final", "neither private"));
	}

	@ParameterizedTest
	@MethodSource("mistakes")
	void whenAHandlerCannotWorkThenTheAnalysisNamesBeanMethodAndRemedy(Class<?> configuration, String problem,
			String remedy, CapturedOutput output) {
		assertThatExceptionOfType(InvalidHandlerException.class).isThrownBy(() -> TestServer.start(configuration));
		assertThat(output).contains("APPLICATION FAILED TO START", "A handler method cannot be used. The bean '",
				configuration.getSimpleName(), ".on(", problem, remedy);
	}

	@Test
	void whenAMistakeIsAnOldOneThenItHasARemedyToo(CapturedOutput output) {
		assertThatExceptionOfType(InvalidHandlerException.class)
			.isThrownBy(() -> TestServer.start(HandlerStartTests.Rivals.class));
		assertThat(output).contains("APPLICATION FAILED TO START", "Two @PeerMessageHandler methods",
				"Give one of them another event");
	}

	@Test
	void whenJacksonReadsATypeThenItIsAPayload() {
		TestServer.start(Fine.class).close();
	}

	@JsonTypeInfo(use = JsonTypeInfo.Id.NAME)
	@JsonSubTypes(@JsonSubTypes.Type(value = Circle.class, name = "circle"))
	interface Shape {

	}

	record Circle(double radius) implements Shape {

	}

	record Point(int x, int y) {

	}

	enum Colour {

		RED, GREEN

	}

	static class Note {

		@JsonProperty
		private String text = "";

		@Override
		public String toString() {
			return this.text;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Fine {

		@Bean
		String name() {
			return "a bean that is no reason to refuse texts";
		}

		@Bean
		Point origin() {
			return new Point(0, 0);
		}

		@PeerMessageHandler("a")
		void a(String text, int number, Boolean yes, List<Point> points, Map<String, Object> map, JsonNode node,
				Object anything, byte[] bytes) {
		}

		@PeerMessageHandler("b")
		void b(Shape shape, Colour colour, Note bean, CharSequence text, Number number, Instant instant, UUID id,
				Point[] points, Optional<Circle> circle, BigDecimal decimal) {
		}

		@PeerMessageHandler("c")
		Map<String, List<Point>> c(@EventArgument(0) Point origin, PeerMessage<List<Point>> message,
				@PeerData Point where) {
			return Map.of();
		}

		@PeerMessageHandler("d")
		CompletableFuture<Optional<Point>> d(Iterable<Point> points, Set<Colour> colours) {
			return CompletableFuture.completedFuture(null);
		}

	}

}

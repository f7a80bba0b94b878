package io.p2p.metrics;

import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import brave.handler.MutableSpan;
import brave.handler.SpanHandler;
import brave.propagation.TraceContext;
import io.micrometer.common.KeyValues;
import io.micrometer.core.instrument.Timer;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.tracing.Span;
import io.micrometer.tracing.Tracer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.micrometer.tracing.autoconfigure.MicrometerTracingAutoConfiguration;
import org.springframework.boot.micrometer.tracing.brave.autoconfigure.BraveAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import io.p2p.annotation.PeerMessageHandler;
import io.p2p.peer.ErrorCode;
import io.p2p.peer.RefusedException;
import io.p2p.support.TestClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Calls of handlers as Micrometer sees them, with real traces (Brave).
 */
class PeerHandlerObservationTests {

	private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";

	private static final String PARENT = "00f067aa0ba902b7";

	private static MeteredServer metered;

	@BeforeAll
	static void start() {
		metered = MeteredServer.start(Traces.class, Handlers.class, "management.tracing.sampling.probability=1.0");
	}

	@AfterAll
	static void stop() {
		metered.close();
	}

	@Test
	void whenHeaderCarriesATraceThenTheHandlerGoesOnWithItAndWhatTheHandlerDoesIsPartOfIt() {
		try (TestClient alice = TestClient.library(metered.server(), "traced");
				TestClient bob = TestClient.library(metered.server(), "traced")) {
			alice.askAll("p2p:msg", Map.of("room", "traced", "traceparent", "00-" + TRACE + "-" + PARENT + "-01"),
					"traced", "x");
			bob.awaitEvent("p2p:msg");
			MutableSpan handler = awaitSpan("traced handle", TRACE);
			MutableSpan inner = awaitSpan("inner", TRACE);
			MutableSpan observed = awaitSpan("observed", TRACE);
			assertThat(handler.parentId()).isEqualTo(PARENT);
			assertThat(handler.kind()).isEqualTo(brave.Span.Kind.CONSUMER);
			assertThat(handler.tags()).containsEntry("p2p.room", "traced")
				.containsEntry("p2p.peer", alice.id())
				.containsEntry("p2p.size", "5")
				.containsEntry("event", "traced")
				.containsEntry("outcome", "success");
			assertThat(inner.parentId()).isEqualTo(handler.id());
			assertThat(observed.parentId()).isEqualTo(handler.id());
		}
	}

	@Test
	void whenThereIsNoTraceOrSomethingThatIsNoneThenTheHandlerBeginsOneAndTheEventIsRelayed() {
		try (TestClient alice = TestClient.library(metered.server(), "untraced");
				TestClient bob = TestClient.library(metered.server(), "untraced")) {
			long before = spans("untraced handle");
			alice.askAll("p2p:msg", Map.of("room", "untraced"), "untraced");
			for (String wrong : List.of("", "00", "x".repeat(10_000), "00-" + TRACE + "-" + PARENT.substring(1) + "-01",
					"00-" + TRACE + "-" + PARENT + "-01-", "00-" + "z".repeat(32) + "-" + PARENT + "-01",
					"ff-00000000000000000000000000000000-0000000000000000-00")) {
				assertThat(alice.askAll("p2p:msg", Map.of("room", "untraced", "traceparent", wrong), "untraced"))
					.isEmpty();
			}
			bob.awaitTimes("p2p:msg", 8);
			await().untilAsserted(() -> assertThat(spans("untraced handle") - before).isEqualTo(8));
			assertThat(metered.server().bean(Spans.class).spans)
				.filteredOn((span) -> "untraced handle".equals(span.name()))
				.allSatisfy((span) -> assertThat(span.parentId()).isNull());
			assertThat(
					alice.ask("p2p:msg", Map.of("room", "untraced", "traceparent", List.of()), "x").getString("code"))
				.isEqualTo("bad-request");
		}
	}

	@Test
	void whenSendersHaveDifferentTracesThenNoneGoesOnInTheNext() {
		try (TestClient alice = TestClient.library(metered.server(), "several")) {
			for (int i = 1; i <= 40; i++) {
				String trace = "4bf92f3577b34da6a3ce929d0e0e%04x".formatted(i);
				alice.askAll("p2p:msg", Map.of("room", "several", "traceparent", "00-" + trace + "-" + PARENT + "-01"),
						"traced", i);
				assertThat(awaitSpan("inner", trace).parentId()).isEqualTo(awaitSpan("traced handle", trace).id());
			}
		}
	}

	@Test
	void whenHandlersSucceedRefuseOrFailThenTheTimerTellsWithTheirEventAndMethod() {
		double before = metered.value(P2pMeters.REFUSALS, "reason", "handler-failed");
		try (TestClient alice = TestClient.library(metered.server(), "outcomes")) {
			for (String event : List.of("untraced", "refuses", "fails")) {
				alice.askAll("p2p:msg", Map.of("room", "outcomes"), event);
			}
			await().untilAsserted(() -> {
				assertThat(timer("untraced", "success", "none").count()).isPositive();
				assertThat(timer("refuses", "refused", "RefusedException").count()).isEqualTo(1);
				assertThat(timer("fails", "failed", "IllegalStateException").count()).isEqualTo(1);
			});
			assertThat(timer("fails", "failed", "IllegalStateException").getId().getTag("method"))
				.isEqualTo("Handlers#fails");
			assertThat(metered.value(P2pMeters.REFUSALS, "reason", "handler-failed") - before).isEqualTo(1);
		}
	}

	@Test
	void whenAHandlerIsAtWorkThenItIsShown() throws InterruptedException {
		Handlers handlers = metered.server().bean(Handlers.class);
		try (TestClient alice = TestClient.library(metered.server(), "active")) {
			alice.emit("p2p:msg", Map.of("room", "active"), "waits");
			assertThat(handlers.called.await(30, TimeUnit.SECONDS)).isTrue();
			assertThat(metered.value(P2pMeters.HANDLER_ACTIVE, "event", "waits", "outcome", "running")).isEqualTo(1);
			handlers.goOn.countDown();
			await().untilAsserted(() -> assertThat(timer("waits", "success", "none").count()).isEqualTo(1));
			assertThat(metered.value(P2pMeters.HANDLER_ACTIVE, "event", "waits")).isZero();
			assertThat(timer("waits", "success", "none").getId().getTags()).extracting((tag) -> tag.getKey())
				.containsExactlyInAnyOrder("event", "method", "outcome", "error");
		}
	}

	@Test
	void whenTheApplicationHasAConventionThenItNamesAndTagsTheCalls() {
		try (MeteredServer own = MeteredServer.start(Traces.class, Handlers.class, Convention.class);
				TestClient alice = TestClient.library(own.server(), "convention")) {
			alice.askAll("p2p:msg", Map.of("room", "convention"), "untraced");
			await().untilAsserted(
					() -> assertThat(own.registry().get("our.handler").tag("room", "convention").timer().count())
						.isEqualTo(1));
			assertThat(own.registry().find("p2p.handler").timer()).isNull();
		}
	}

	private static Timer timer(String event, String outcome, String error) {
		return metered.registry()
			.get(P2pMeters.HANDLER.getName())
			.tags("event", event, "outcome", outcome, "error", error)
			.timer();
	}

	private static long spans(String name) {
		return metered.server().bean(Spans.class).spans.stream().filter((span) -> name.equals(span.name())).count();
	}

	private static MutableSpan awaitSpan(String name, String trace) {
		Spans spans = metered.server().bean(Spans.class);
		return await()
			.until(() -> spans.spans.stream()
				.filter((span) -> name.equals(span.name()) && trace.equals(span.traceId()))
				.toList(), (found) -> found.size() == 1)
			.get(0);
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ MicrometerTracingAutoConfiguration.class, BraveAutoConfiguration.class })
	static class Traces {

		@Bean
		Spans spans() {
			return new Spans();
		}

	}

	/**
	 * Where spans go that have ended.
	 */
	static final class Spans extends SpanHandler {

		private final Queue<MutableSpan> spans = new ConcurrentLinkedQueue<>();

		@Override
		public boolean end(TraceContext context, MutableSpan span, Cause cause) {
			this.spans.add(span);
			return true;
		}

	}

	static class Handlers {

		private final CountDownLatch called = new CountDownLatch(1);

		private final CountDownLatch goOn = new CountDownLatch(1);

		private final Tracer tracer;

		private final ObservationRegistry observations;

		Handlers(Tracer tracer, ObservationRegistry observations) {
			this.tracer = tracer;
			this.observations = observations;
		}

		@PeerMessageHandler("traced")
		void traced() {
			Span span = this.tracer.nextSpan().name("inner").start();
			span.end();
			Observation.createNotStarted("observed", this.observations).observe(() -> {
			});
		}

		@PeerMessageHandler("untraced")
		void untraced() {
		}

		@PeerMessageHandler("refuses")
		void refuses() {
			throw new RefusedException(ErrorCode.TOO_LARGE, "too much");
		}

		@PeerMessageHandler("fails")
		void fails() {
			throw new IllegalStateException("secret");
		}

		@PeerMessageHandler("waits")
		void waits() throws InterruptedException {
			this.called.countDown();
			this.goOn.await(30, TimeUnit.SECONDS);
		}

	}

	static class Convention implements PeerHandlerObservationConvention {

		@Override
		public String getName() {
			return "our.handler";
		}

		@Override
		public KeyValues getLowCardinalityKeyValues(PeerHandlerObservationContext context) {
			return KeyValues.of("room", context.room().name());
		}

	}

}

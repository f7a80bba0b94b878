package io.p2p.engineio;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import io.netty.handler.codec.http.HttpRequest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.p2p.engineio.limit.EngineLimits;
import io.p2p.engineio.limit.OriginPolicy;
import io.p2p.engineio.limit.TrustedProxies;
import io.p2p.engineio.protocol.InvalidPacketException;
import io.p2p.engineio.send.Frame;
import io.p2p.engineio.send.QueueBudget;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * The whole engine, with requests and WebSockets that no server has taken, in a time of
 * its own.
 */
class EngineWithoutSocketTests {

	private static final Duration LONG = Duration.ofHours(1);

	private final ManualExecutor executor = new ManualExecutor();

	private final List<CollectingListener.Message> taken = new ArrayList<>();

	private final List<EngineSession> sessions = new ArrayList<>();

	private EngineServer server;

	@BeforeEach
	void start() {
		EngineOptions options = new EngineOptions("/socket.io/", LONG, Duration.ofSeconds(20), LONG,
				Duration.ofSeconds(10), 1_000, new QueueBudget(100_000, 100_000), new OriginPolicy(Set.of()), false,
				false, new EngineLimits(2, 0, 0, 0), null, new TrustedProxies(Set.of(), false, false));
		this.server = new EngineServer(options, (session) -> {
			this.sessions.add(session);
			return new CollectingListener(this.taken);
		});
	}

	@Test
	void whenClientPollsThenItHearsWhatIsSentAndWhatItPostsIsTaken() {
		String sid = open();
		TestExchange poll = get("transport=polling&sid=" + sid);
		assertThat(poll.status()).isZero();
		this.sessions.get(0).send(List.of(Frame.text("4one")));
		this.sessions.get(0).send(List.of(Frame.text("4two")));
		this.executor.run();
		assertThat(poll.heard()).containsExactly("4one\u001e4two");
		assertThat(post(sid, "4hello\u001e4world").heard()).containsExactly("ok");
		assertThat(this.taken).extracting((message) -> new String(message.bytes(), StandardCharsets.UTF_8))
			.containsExactly("hello", "world");
	}

	@Test
	void whenClientUpgradesThenItsPollEndsAndNothingIsLost() {
		String sid = open();
		TestExchange poll = get("transport=polling&sid=" + sid);
		TestExchange socket = take(TestExchange.upgrade("transport=websocket&sid=" + sid), "");
		socket.say("2probe");
		assertThat(socket.heard()).containsExactly("3probe");
		assertThat(poll.heard()).containsExactly("6");
		this.sessions.get(0).send(List.of(Frame.text("4between")));
		socket.say("5");
		this.sessions.get(0).send(List.of(Frame.text("4after")));
		this.executor.run();
		assertThat(socket.heard()).containsExactly("3probe", "4between", "4after");
		socket.say("4hello");
		assertThat(this.taken).hasSize(1);
	}

	@Test
	void whenUpgradeIsNotCompletedInTimeThenTheSessionGoesOnByPolling() {
		String sid = open();
		TestExchange socket = take(TestExchange.upgrade("transport=websocket&sid=" + sid), "");
		socket.say("2probe");
		this.executor.pass(Duration.ofSeconds(11));
		assertThat(socket.isClosed()).isTrue();
		assertThat(this.sessions.get(0).isOpen()).isTrue();
		TestExchange poll = get("transport=polling&sid=" + sid);
		this.sessions.get(0).send(List.of(Frame.text("4still")));
		this.executor.run();
		assertThat(poll.heard()).containsExactly("4still");
	}

	@Test
	void whenClientDoesNotAnswerPingThenItsSessionEnds() {
		TestExchange socket = take(TestExchange.upgrade("transport=websocket"), "");
		this.executor.pass(LONG);
		assertThat(socket.heard()).last().isEqualTo("2");
		socket.say("3");
		this.executor.pass(LONG);
		assertThat(socket.heard()).filteredOn("2"::equals).hasSize(2);
		this.executor.pass(Duration.ofHours(2));
		assertThat(socket.isClosed()).isTrue();
		assertThat(this.server.ended(CloseReason.PING_TIMEOUT)).isOne();
		assertThat(this.server.isEmpty()).isTrue();
	}

	@Test
	void whenSessionIsPausedThenItsWebSocketIsNotRead() {
		TestExchange socket = take(TestExchange.upgrade("transport=websocket"), "");
		this.sessions.get(0).pause();
		assertThat(socket.isReading()).isFalse();
		this.sessions.get(0).resume();
		assertThat(socket.isReading()).isTrue();
	}

	@Test
	void whenClientSendsWhatIsNoPacketThenItIsToldAndEnds() {
		TestExchange socket = take(TestExchange.upgrade("transport=websocket"), "");
		String sid = open();
		assertThat(post(sid, "9").status()).isEqualTo(400);
		// whoever reads frames tells of what they are not
		socket.listener().invalid(catchThrowableOfType(InvalidPacketException.class, () -> socket.say("9")));
		assertThat(socket.heard()).last().isEqualTo("close 1002");
		assertThat(this.server.ended(CloseReason.PARSE_ERROR)).isEqualTo(2);
	}

	@Test
	void whenThereAreTooManyThenTheNextIsRefused() {
		open();
		open();
		TestExchange third = get("transport=polling");
		assertThat(third.status()).isEqualTo(503);
		assertThat(get("transport=polling&sid=unknown").status()).isEqualTo(400);
		assertThat(this.sessions).hasSize(2);
	}

	@ParameterizedTest
	@ValueSource(strings = { "Connection", "Upgrade", "Sec-WebSocket-Key", "Sec-WebSocket-Version" })
	void whenProxyDropsAHeaderOfTheUpgradeThenItIsRefusedAndBeginsNothing(String header) {
		HttpRequest head = TestExchange.upgrade("transport=websocket");
		head.headers().remove(header);
		assertThat(take(head, "").status()).isEqualTo(400);
		assertThat(this.sessions).isEmpty();
		head = TestExchange.upgrade("transport=websocket");
		head.headers().set("Connection", "keep-alive, upgrade");
		assertThat(take(head, "").status()).isEqualTo(101);
	}

	@Test
	void whenBodyIsLargerThanItMayBeThenItIsNotWaitedFor() {
		String sid = open();
		HttpRequest head = TestExchange.post("transport=polling&sid=" + sid);
		head.headers().set("Content-Length", 1_000_000);
		TestExchange exchange = new TestExchange(this.executor);
		assertThat(this.server.take(head, exchange)).isNull();
		assertThat(exchange.status()).isEqualTo(413);
		assertThat(exchange.isClosed()).isTrue();
	}

	private String open() {
		String opening = get("transport=polling").heard().get(0);
		return opening.substring(opening.indexOf(":\"") + 2, opening.indexOf("\","));
	}

	private TestExchange get(String query) {
		return take(TestExchange.get(query), "");
	}

	private TestExchange post(String sid, String body) {
		return take(TestExchange.post("transport=polling&sid=" + sid), body);
	}

	private TestExchange take(HttpRequest head, String body) {
		TestExchange exchange = new TestExchange(this.executor);
		EngineRequest request = this.server.take(head, exchange);
		if (request != null) {
			request.complete(body.getBytes(StandardCharsets.UTF_8));
		}
		this.executor.run();
		return exchange;
	}

}

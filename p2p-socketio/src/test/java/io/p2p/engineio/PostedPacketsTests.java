package io.p2p.engineio;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import io.netty.handler.codec.http.EmptyHttpHeaders;
import org.junit.jupiter.api.Test;

import io.p2p.engineio.exchange.EngineExchange;
import io.p2p.engineio.exchange.Handshake;
import io.p2p.engineio.limit.EngineLimits;
import io.p2p.engineio.limit.OriginPolicy;
import io.p2p.engineio.limit.TrustedProxies;
import io.p2p.engineio.protocol.EngineVersion;
import io.p2p.engineio.protocol.Payload;
import io.p2p.engineio.send.QueueBudget;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A body with many packets on an event loop that others need, too.
 */
class PostedPacketsTests {

	private static final Duration LONG = Duration.ofHours(1);

	private static final EngineOptions OPTIONS = new EngineOptions("/", LONG, LONG, LONG, LONG, 100_000,
			new QueueBudget(100_000, 100_000), new OriginPolicy(Set.of()), true, false, new EngineLimits(0, 0, 0, 0),
			null, new TrustedProxies(Set.of(), false, false));

	private static final InetSocketAddress ADDRESS = new InetSocketAddress(InetAddress.getLoopbackAddress(), 1);

	private final ManualExecutor executor = new ManualExecutor();

	private final TestExchange http = new TestExchange(this.executor);

	private final List<CollectingListener.Message> taken = new ArrayList<>();

	private final EngineServer server = new EngineServer(OPTIONS, (session) -> new CollectingListener(this.taken));

	@Test
	void whenBodyHoldsManyPacketsThenOthersOfTheLoopDoNotWaitForAllOfThem() {
		PostedPackets posted = post("42[\"a\"]" + "\u001e42[\"a\"]".repeat(9_999));
		List<Integer> takenInTheirTurns = new ArrayList<>();
		this.executor.execute(() -> takenInTheirTurns.add(this.taken.size()));
		this.executor.run();
		assertThat(takenInTheirTurns.get(0)).isPositive().isLessThan(1_000);
		assertThat(this.taken).hasSize(10_000);
		assertThat(posted.isOn(this.http)).isFalse();
	}

	@Test
	void whenTheSessionIsPausedThenTheRestOfABodyWaits() {
		PostedPackets posted = post("42[\"a\"]" + "\u001e42[\"a\"]".repeat(9_999));
		posted.pause();
		this.executor.run();
		assertThat(this.taken).hasSizeLessThan(1_000);
		assertThat(posted.isOn(this.http)).isTrue();
		posted.resume();
		this.executor.run();
		assertThat(this.taken).hasSize(10_000);
	}

	private PostedPackets post(String body) {
		Handshake handshake = new Handshake(EngineVersion.V4, "/", EmptyHttpHeaders.INSTANCE, ADDRESS, ADDRESS, null);
		EngineSession session = new EngineSession("id", handshake, this.server, this.executor);
		PostedPackets posted = ((PollingTransport) session.transport()).posted();
		EngineExchange exchange = new EngineExchange(this.http, null, true, true);
		posted.begin(exchange);
		posted.take(exchange, new Payload(Payload.TEXT, body.getBytes(StandardCharsets.UTF_8)));
		return posted;
	}

}

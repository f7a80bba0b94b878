package io.p2p.engineio.limit;

import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import io.p2p.engineio.protocol.EngineError;

import static org.assertj.core.api.Assertions.assertThat;

class ConnectionLimiterTests {

	private final AtomicLong now = new AtomicLong();

	@Test
	void whenSessionsEndThenOthersMayBegin() {
		ConnectionLimiter limiter = limiter(2, 0, 0);
		assertThat(admit(limiter, "192.0.2.1")).isNull();
		assertThat(admit(limiter, "192.0.2.2")).isNull();
		assertThat(admit(limiter, "192.0.2.3")).isEqualTo(EngineError.TOO_MANY_CONNECTIONS);
		limiter.sessionEnded(address("192.0.2.1"));
		assertThat(admit(limiter, "192.0.2.3")).isNull();
		assertThat(admit(limiter, "192.0.2.1")).isEqualTo(EngineError.TOO_MANY_CONNECTIONS);
	}

	@Test
	void whenAddressHasItsShareThenOnlyItIsRefused() {
		ConnectionLimiter limiter = limiter(0, 1, 0);
		assertThat(admit(limiter, "192.0.2.1")).isNull();
		assertThat(admit(limiter, "192.0.2.1")).isEqualTo(EngineError.TOO_MANY_CONNECTIONS);
		assertThat(admit(limiter, "192.0.2.2")).isNull();
		limiter.sessionEnded(address("192.0.2.1"));
		assertThat(admit(limiter, "192.0.2.1")).isNull();
	}

	@Test
	void whenAddressesAreOfOneIpv6NetworkThenTheyCountAsOne() {
		ConnectionLimiter limiter = limiter(0, 1, 0);
		assertThat(admit(limiter, "2001:db8:0:1::1")).isNull();
		assertThat(admit(limiter, "2001:db8:0:1:ffff:ffff:ffff:ffff")).isEqualTo(EngineError.TOO_MANY_CONNECTIONS);
		assertThat(admit(limiter, "2001:db8:0:2::1")).isNull();
		assertThat(admit(limiter, "::ffff:192.0.2.1")).isNull();
		assertThat(admit(limiter, "192.0.2.1")).isEqualTo(EngineError.TOO_MANY_CONNECTIONS);
		assertThat(admit(limiter, "192.0.2.2")).isNull();
	}

	@Test
	void whenConnectionsAreMoreThanSessionsNeedThenTheyAreRefused() {
		ConnectionLimiter limiter = limiter(3, 1, 0);
		for (int i = 0; i < 2; i++) {
			assertThat(limiter.admitChannel(address("192.0.2.1"), true)).isTrue();
		}
		assertThat(limiter.admitChannel(address("192.0.2.1"), true)).isFalse();
		for (int i = 2; i < 6; i++) {
			assertThat(limiter.admitChannel(address("192.0.2." + i), true)).isTrue();
		}
		assertThat(limiter.admitChannel(address("192.0.2.9"), true)).isFalse();
		limiter.channelClosed(address("192.0.2.1"), true);
		assertThat(limiter.admitChannel(address("192.0.2.9"), true)).isTrue();
	}

	@Test
	void whenHandshakesAreTooManyThenTheirAddressHasToWait() {
		ConnectionLimiter limiter = limiter(0, 0, 2);
		admit(limiter, "192.0.2.1");
		admit(limiter, "192.0.2.1");
		assertThat(admit(limiter, "192.0.2.1")).isEqualTo(EngineError.TOO_MANY_HANDSHAKES);
		assertThat(admit(limiter, "192.0.2.2")).isNull();
		pass(500);
		assertThat(admit(limiter, "192.0.2.1")).isNull();
	}

	// behind one address there may be many, each of which tries again
	@Test
	void whenMoreTryThanMayThenAsManyAsMayGetIn() {
		ConnectionLimiter limiter = limiter(0, 0, 2);
		int admitted = 0;
		for (int i = 0; i < 1_000; i++) {
			admitted += (admit(limiter, "192.0.2.1") == null) ? 1 : 0;
			pass(10);
		}
		assertThat(admitted).isBetween(20, 22);
	}

	@Test
	void whenLimitsAreZeroThenThereAreNone() {
		ConnectionLimiter limiter = limiter(0, 0, 0);
		for (int i = 0; i < 5_000; i++) {
			assertThat(limiter.admitChannel(address("192.0.2.1"), true)).isTrue();
			assertThat(admit(limiter, "192.0.2.1")).isNull();
		}
	}

	@Test
	void whenAddressesComeAndGoThenTheyAreForgotten() {
		ConnectionLimiter limiter = limiter(0, 10, 10);
		limiter.admitChannel(address("198.51.100.1"), true);
		for (int i = 0; i < 20_000; i++) {
			InetSocketAddress address = address("10.0." + (i / 256) + "." + (i % 256));
			limiter.admitChannel(address, true);
			limiter.admitSession(address);
			limiter.sessionEnded(address);
			limiter.channelClosed(address, true);
			pass(100);
			assertThat(limiter.origins()).isLessThan(1_100);
		}
		limiter.channelClosed(address("198.51.100.1"), true);
	}

	private ConnectionLimiter limiter(int connections, int perAddress, int handshakes) {
		return new ConnectionLimiter(new EngineLimits(connections, perAddress, handshakes, 0), this.now::get);
	}

	private void pass(int millis) {
		this.now.addAndGet(TimeUnit.MILLISECONDS.toNanos(millis));
	}

	private static @Nullable EngineError admit(ConnectionLimiter limiter, String address) {
		return limiter.admitSession(address(address));
	}

	private static InetSocketAddress address(String address) {
		return new InetSocketAddress(address, 4711);
	}

}

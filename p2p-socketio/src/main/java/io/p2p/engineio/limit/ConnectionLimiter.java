package io.p2p.engineio.limit;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;

import org.jspecify.annotations.Nullable;

import io.p2p.engineio.protocol.EngineError;

/**
 * Counts sessions and TCP connections, in all and by client address. Thread-safe.
 *
 * @since 0.1.0
 */
public final class ConnectionLimiter {

	// Long polling uses two connections at a time: a GET that waits and a POST.
	private static final int CHANNELS_PER_SESSION = 2;

	private static final int FORGET_ABOVE = 1024;

	private final EngineLimits limits;

	private final LongSupplier nanoTime;

	private final Map<Object, Origin> origins = new HashMap<>();

	private int sessions;

	private int channels;

	/**
	 * Create a limiter.
	 * @param limits how many there may be
	 */
	public ConnectionLimiter(EngineLimits limits) {
		this(limits, System::nanoTime);
	}

	ConnectionLimiter(EngineLimits limits, LongSupplier nanoTime) {
		this.limits = limits;
		this.nanoTime = nanoTime;
	}

	/**
	 * Count a new session.
	 * @param address where its client is
	 * @return why the session may not begin, {@code null} if it may
	 */
	public synchronized @Nullable EngineError admitSession(InetSocketAddress address) {
		if (isReached(this.limits.connections(), this.sessions)) {
			return EngineError.TOO_MANY_CONNECTIONS;
		}
		Origin origin = origin(address);
		// a refusal takes no token, else retries could keep a whole address out
		if (!origin.handshakes.takeIfAllowed()) {
			return EngineError.TOO_MANY_HANDSHAKES;
		}
		if (isReached(this.limits.connectionsPerAddress(), origin.sessions)) {
			return EngineError.TOO_MANY_CONNECTIONS;
		}
		this.sessions++;
		origin.sessions++;
		return null;
	}

	/**
	 * Count a session no more.
	 * @param address where its client was
	 */
	public synchronized void sessionEnded(InetSocketAddress address) {
		this.sessions--;
		origin(address).sessions--;
		forgetIdle();
	}

	/**
	 * Count a new TCP connection.
	 * @param address where it comes from
	 * @param client whether that is a client's address; a proxy's has no limit
	 * @return whether it may stay
	 */
	public synchronized boolean admitChannel(InetSocketAddress address, boolean client) {
		if (isReached(this.limits.connections() * CHANNELS_PER_SESSION, this.channels)) {
			return false;
		}
		if (client) {
			Origin origin = origin(address);
			if (isReached(this.limits.connectionsPerAddress() * CHANNELS_PER_SESSION, origin.channels)) {
				return false;
			}
			origin.channels++;
		}
		this.channels++;
		return true;
	}

	/**
	 * Count a TCP connection no more.
	 * @param address where it came from
	 * @param client whether that is a client's address
	 */
	public synchronized void channelClosed(InetSocketAddress address, boolean client) {
		this.channels--;
		if (client) {
			origin(address).channels--;
		}
		forgetIdle();
	}

	/**
	 * How many addresses have an entry.
	 */
	synchronized int origins() {
		return this.origins.size();
	}

	private static boolean isReached(int limit, int count) {
		return limit > 0 && count >= limit;
	}

	private Origin origin(InetSocketAddress address) {
		return this.origins.computeIfAbsent(key(address.getAddress()),
				(key) -> new Origin(new RateLimit(this.limits.handshakesPerSecond(), this.nanoTime)));
	}

	// By network: a client with one IPv6 address usually has all 2^64 of its /64.
	private static Object key(InetAddress address) {
		return (address instanceof Inet6Address) ? ByteBuffer.wrap(address.getAddress()).getLong() : address;
	}

	private void forgetIdle() {
		if (this.origins.size() > FORGET_ABOVE + 2 * this.channels) {
			this.origins.values().removeIf(Origin::isIdle);
		}
	}

	private static final class Origin {

		private final RateLimit handshakes;

		private int sessions;

		private int channels;

		Origin(RateLimit handshakes) {
			this.handshakes = handshakes;
		}

		boolean isIdle() {
			return this.sessions == 0 && this.channels == 0 && this.handshakes.isFull();
		}

	}

}

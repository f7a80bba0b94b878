package io.p2p.engineio;

import java.time.Duration;
import java.util.function.Supplier;

import io.netty.handler.ssl.SslContext;
import org.jspecify.annotations.Nullable;

import io.p2p.engineio.limit.EngineLimits;
import io.p2p.engineio.limit.OriginPolicy;
import io.p2p.engineio.limit.TrustedProxies;
import io.p2p.engineio.send.Frame;
import io.p2p.engineio.send.QueueBudget;

/**
 * Settings of the Engine.IO layer.
 *
 * @param path where the server answers, for example {@code /socket.io/}
 * @param pingInterval how long after the last pong the server sends the next ping
 * @param pingTimeout how long the server waits for the pong
 * @param connectTimeout how long a session may stay without a namespace
 * @param upgradeTimeout how long an upgrade to WebSocket may take
 * @param maxPayload the bytes that a WebSocket message or the packets in an HTTP body may
 * have
 * @param queues how much may wait for clients, which are disconnected over that
 * @param origins which pages may connect
 * @param allowEio3 whether clients of Engine.IO v3 may connect
 * @param compression whether WebSocket messages are compressed for clients that want it
 * @param limits limits on what clients may use
 * @param tls supplies the TLS context of the next connection, {@code null} for no TLS
 * @param proxies the reverse proxies in front of the server
 */
public record EngineOptions(String path, Duration pingInterval, Duration pingTimeout, Duration connectTimeout,
		Duration upgradeTimeout, int maxPayload, QueueBudget queues, OriginPolicy origins, boolean allowEio3,
		boolean compression, EngineLimits limits, @Nullable Supplier<SslContext> tls, TrustedProxies proxies) {

	private static final long BODY_MARGIN = 16;

	// more than a scheduler's delay
	private static final Duration REQUEST_MARGIN = Duration.ofSeconds(5);

	/**
	 * The <em>open</em> packet of Engine.IO v4, which tells the client these settings.
	 * @param id the session's id
	 * @param polling whether the session may still be upgraded to a WebSocket
	 */
	Frame opening(String id, boolean polling) {
		return Frame.text("0{\"sid\":\"" + id + "\",\"upgrades\":[" + (polling ? "\"websocket\"" : "")
				+ "],\"pingInterval\":" + this.pingInterval.toMillis() + ",\"pingTimeout\":"
				+ this.pingTimeout.toMillis() + ",\"maxPayload\":" + this.maxPayload + '}');
	}

	/**
	 * How large an HTTP body may be. Clients fill one up to {@link #maxPayload()} by
	 * their own count: socket.io-client takes Base64 for 1.33 times the binary and
	 * forgets the padding, so that a body of many small binaries is half as long again.
	 * @return the size in bytes
	 */
	public int maxBody() {
		return (int) Math.min(Integer.MAX_VALUE, this.maxPayload + this.maxPayload / 2 + BODY_MARGIN);
	}

	/**
	 * How long a request may take in all. By then a ping has answered any waiting poll.
	 * @return the time from its first byte to the last of its response
	 */
	public Duration requestTimeout() {
		return this.pingInterval.plus(this.pingTimeout).plus(REQUEST_MARGIN);
	}

}

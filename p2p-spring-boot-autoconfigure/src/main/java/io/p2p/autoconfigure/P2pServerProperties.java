package io.p2p.autoconfigure;

import java.time.Duration;
import java.util.Set;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.StringUtils;
import org.springframework.util.unit.DataSize;

import io.p2p.engineio.limit.TrustedProxies;

/**
 * Settings under {@code p2p.server}.
 *
 * @param port port of its own to listen on; 0 for any that is free. If not set, the port
 * of the application's web server is used
 * @param fallbackPort port to listen on if no port is set and there is no web server
 * whose port can be used; 0 for any that is free, -1 to fail instead
 * @param address name or address of the network interface to listen on; all if not set.
 * For a port of its own
 * @param path path of the Socket.IO endpoint, below the context path of the web server
 * whose port is used
 * @param pingInterval time after a sign of life of a client until it is asked for another
 * @param pingTimeout time that a client has to answer a ping
 * @param connectTimeout time that a session may stay without a namespace
 * @param upgradeTimeout time that an upgrade to WebSocket may take
 * @param maxPayload size of the largest WebSocket message, or of all packets in an HTTP
 * body
 * @param allowedOrigins origins of pages that may connect besides those from the server's
 * own host, such as https://example.org; * for any
 * @param allowEio3 whether clients of Engine.IO v3 (socket.io-client 1.x and 2.x) may
 * connect
 * @param compression whether WebSocket messages are compressed for clients that want it
 * @param ssl settings for TLS on a port of its own
 * @param forwardHeadersStrategy whether a client is whom a trusted proxy names by
 * Forwarded or X-Forwarded-* headers. If not set, NATIVE on cloud platforms that Boot
 * knows, else NONE. For a port of its own
 * @param proxyProtocol whether trusted proxies begin each connection with the PROXY
 * protocol, and nobody else connects. For a port of its own
 * @param trustedProxies addresses and networks of the proxies that are believed; private
 * ones if empty
 * @param shutdown whether clients may finish what they are at when the application stops,
 * for as long as spring.lifecycle.timeout-per-shutdown-phase
 * @param slowConsumer settings for clients that do not read what they are sent
 * @since 0.1.0
 */
public record P2pServerProperties(@Nullable Integer port, @DefaultValue("9092") int fallbackPort,
		@Nullable String address, @DefaultValue("/socket.io") String path, @DefaultValue("25s") Duration pingInterval,
		@DefaultValue("20s") Duration pingTimeout, @DefaultValue("45s") Duration connectTimeout,
		@DefaultValue("10s") Duration upgradeTimeout, @DefaultValue("1000000B") DataSize maxPayload,
		@DefaultValue Set<String> allowedOrigins, @DefaultValue("false") boolean allowEio3,
		@DefaultValue("false") boolean compression, @DefaultValue Ssl ssl,
		@Nullable ForwardHeadersStrategy forwardHeadersStrategy, @DefaultValue("false") boolean proxyProtocol,
		@DefaultValue Set<String> trustedProxies, @DefaultValue("graceful") Shutdown shutdown,
		@DefaultValue SlowConsumer slowConsumer) {

	// As Tomcat's RemoteIpValve has them
	private static final Set<String> PRIVATE_NETWORKS = Set.of("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16",
			"169.254.0.0/16", "100.64.0.0/10", "127.0.0.0/8", "::1", "fe80::/10", "fc00::/7");

	private static final DataSize MAX_QUEUED = DataSize.ofTerabytes(1);

	private static final Pattern PATH = Pattern.compile("/[^?#\\s]*");

	private static final Pattern ORIGIN = Pattern
		.compile("\\*|null|[a-z][a-z0-9+.-]*://(?:[a-z0-9._-]+|\\[[0-9a-f:.]+])(?::\\d{1,5})?");

	private static final Duration MIN_TIME = Duration.ofMillis(10);

	private static final Duration MAX_TIME = Duration.ofDays(1);

	private static final DataSize MIN_PAYLOAD = DataSize.ofKilobytes(1);

	private static final DataSize MAX_PAYLOAD = DataSize.ofGigabytes(1);

	public P2pServerProperties {
		PropertyChecks.range("p2p.server.port", (port != null) ? port : 0, 0, 0xffff);
		PropertyChecks.range("p2p.server.fallback-port", fallbackPort, -1, 0xffff);
		address = StringUtils.hasText(address) ? address.strip() : null;
		PropertyChecks.matches(PATH, "p2p.server.path", path, "start with '/' and have no question mark, '#' or space");
		PropertyChecks.range("p2p.server.ping-interval", pingInterval, MIN_TIME, MAX_TIME);
		PropertyChecks.range("p2p.server.ping-timeout", pingTimeout, MIN_TIME, MAX_TIME);
		PropertyChecks.range("p2p.server.connect-timeout", connectTimeout, MIN_TIME, MAX_TIME);
		PropertyChecks.range("p2p.server.upgrade-timeout", upgradeTimeout, MIN_TIME, MAX_TIME);
		PropertyChecks.range("p2p.server.max-payload", maxPayload, MIN_PAYLOAD, MAX_PAYLOAD);
		for (String origin : allowedOrigins) {
			PropertyChecks.matches(ORIGIN, "p2p.server.allowed-origins", origin,
					"be * or, as browsers send it, scheme://host or scheme://host:port: "
							+ "lower case, without a path or a final slash");
		}
		trustedProxies = trustedProxies.isEmpty() ? PRIVATE_NETWORKS : trustedProxies;
		for (String proxy : trustedProxies) {
			PropertyChecks.check(TrustedProxies.isNetwork(proxy), "p2p.server.trusted-proxies", proxy,
					"be addresses, or networks such as 10.0.0.0/8");
		}
		// else an event of the allowed size would disconnect its receivers
		PropertyChecks.check(slowConsumer.maxQueued().compareTo(maxPayload) >= 0, "p2p.server.slow-consumer.max-queued",
				PropertyChecks.print(slowConsumer.maxQueued()),
				"be at least p2p.server.max-payload, which is " + PropertyChecks.print(maxPayload));
	}

	/**
	 * The port to listen on, where that is one of its own.
	 * @return the port; 0 for any that is free, -1 if none is wanted
	 */
	public int ownPort() {
		return (this.port != null) ? this.port : this.fallbackPort;
	}

	/**
	 * Check that nothing is set that is for a port of its own, where the port of the web
	 * server is used.
	 */
	public void checkSharedPort() {
		String requirement = "not be set where p2p.server.port is not: clients come to the web server's port, "
				+ "which has server.%s";
		PropertyChecks.check(this.address == null, "p2p.server.address", String.valueOf(this.address),
				requirement.formatted("address"));
		PropertyChecks.check(this.ssl.bundle() == null, "p2p.server.ssl.bundle", String.valueOf(this.ssl.bundle()),
				requirement.formatted("ssl.bundle"));
	}

	/**
	 * Whether forwarded headers are read.
	 */
	public enum ForwardHeadersStrategy {

		/** Those of trusted proxies. */
		NATIVE,

		/** None: a client is whoever connects. */
		NONE

	}

	/**
	 * How the server stops.
	 */
	public enum Shutdown {

		/** New clients are refused, and the others finish first. */
		GRACEFUL,

		/** At once. */
		IMMEDIATE

	}

	/**
	 * Settings under {@code p2p.server.ssl}.
	 *
	 * @param bundle name of the SSL bundle with the server's certificate; no TLS if not
	 * set
	 */
	public record Ssl(@Nullable String bundle) {

		public Ssl {
			bundle = StringUtils.hasText(bundle) ? bundle.strip() : null;
		}

	}

	/**
	 * Settings under {@code p2p.server.slow-consumer}.
	 *
	 * @param maxQueued bytes that may wait for one client until it has read or confirmed
	 * them, connected or lost; over it, the client is disconnected, and a lost peer is
	 * gone
	 * @param maxTotalQueued bytes that may wait for all clients together, each once
	 * however many it waits for; over it, those for whom most waits are disconnected
	 */
	public record SlowConsumer(@DefaultValue("4MB") DataSize maxQueued, @DefaultValue("64MB") DataSize maxTotalQueued) {

		public SlowConsumer {
			PropertyChecks.range("p2p.server.slow-consumer.max-queued", maxQueued, DataSize.ofKilobytes(1), MAX_QUEUED);
			PropertyChecks.range("p2p.server.slow-consumer.max-total-queued", maxTotalQueued, DataSize.ofKilobytes(1),
					MAX_QUEUED);
		}

	}

}

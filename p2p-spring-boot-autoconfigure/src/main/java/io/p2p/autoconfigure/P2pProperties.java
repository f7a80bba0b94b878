package io.p2p.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.Assert;
import org.springframework.util.unit.DataSize;

import io.p2p.ice.IceServer;

/**
 * Settings under {@code p2p}.
 *
 * @param enabled whether to start the P2P server
 * @param namespace Socket.IO namespace on which peers meet; others are left to the
 * application
 * @param numClients number of links that a peer holds at most; the rest of a larger room
 * is reached by relay
 * @param server settings of the Socket.IO server
 * @param ice settings of the ICE servers that peers are told to use
 * @param limits limits for each peer
 * @param recovery settings for peers whose connection is lost
 * @param handler settings for the application's handlers and listeners
 * @since 0.1.0
 */
@ConfigurationProperties("p2p")
public record P2pProperties(@DefaultValue("true") boolean enabled, @DefaultValue("/") String namespace,
		@DefaultValue("10") int numClients, @DefaultValue Server server, @DefaultValue Ice ice,
		@DefaultValue Limits limits, @DefaultValue Recovery recovery, @DefaultValue Handler handler) {

	public P2pProperties {
		Assert.isTrue(namespace.startsWith("/"), "'p2p.namespace' must start with '/'");
		Assert.isTrue(numClients >= 0, "'p2p.num-clients' must not be negative");
	}

	/**
	 * Settings under {@code p2p.server}.
	 *
	 * @param port port to listen on; 0 for any that is free
	 * @param address name or address of the network interface to listen on; all if not
	 * set
	 * @param path path of the Socket.IO endpoint
	 * @param pingInterval time after a sign of life of a client until it is asked for
	 * another
	 * @param pingTimeout time that a client has to answer a ping
	 * @param connectTimeout time that a session may stay without a namespace
	 * @param upgradeTimeout time that an upgrade to WebSocket may take
	 * @param maxPayload size of the largest WebSocket message or HTTP body
	 * @param allowedOrigins origins of pages that may connect besides those from the
	 * server's own host, such as https://example.org; * for any
	 * @param allowEio3 whether clients of Engine.IO v3 (socket.io-client 1.x and 2.x) may
	 * connect
	 * @param compression whether WebSocket messages are compressed for clients that want
	 * it
	 * @param ssl settings for TLS
	 * @param slowConsumer settings for clients that do not read what they are sent
	 */
	public record Server(@DefaultValue("9092") int port, @Nullable String address,
			@DefaultValue("/socket.io") String path, @DefaultValue("25s") Duration pingInterval,
			@DefaultValue("20s") Duration pingTimeout, @DefaultValue("45s") Duration connectTimeout,
			@DefaultValue("10s") Duration upgradeTimeout, @DefaultValue("1000000B") DataSize maxPayload,
			@DefaultValue Set<String> allowedOrigins, @DefaultValue("false") boolean allowEio3,
			@DefaultValue("false") boolean compression, @DefaultValue Ssl ssl,
			@DefaultValue SlowConsumer slowConsumer) {

		public Server {
			Assert.isTrue(port >= 0 && port <= 0xffff, "'p2p.server.port' must be from 0 to 65535");
			Assert.isTrue(path.startsWith("/"), "'p2p.server.path' must start with '/'");
			positive(pingInterval, "'p2p.server.ping-interval'");
			positive(pingTimeout, "'p2p.server.ping-timeout'");
			positive(connectTimeout, "'p2p.server.connect-timeout'");
			positive(upgradeTimeout, "'p2p.server.upgrade-timeout'");
			Assert.isTrue(maxPayload.toBytes() > 0 && maxPayload.toBytes() <= Integer.MAX_VALUE,
					"'p2p.server.max-payload' must be positive and less than 2GB");
		}

		private static void positive(Duration value, String name) {
			Assert.isTrue(!value.isZero() && !value.isNegative(), () -> name + " must be positive");
		}

	}

	/**
	 * Settings under {@code p2p.server.ssl}.
	 *
	 * @param bundle name of the SSL bundle with the server's certificate; no TLS if not
	 * set
	 */
	public record Ssl(@Nullable String bundle) {

	}

	/**
	 * Settings under {@code p2p.server.slow-consumer}.
	 *
	 * @param maxQueued bytes that may wait for one client; over it, the client is
	 * disconnected
	 */
	public record SlowConsumer(@DefaultValue("16MB") DataSize maxQueued) {

	}

	/**
	 * Settings under {@code p2p.ice}.
	 *
	 * @param servers STUN and TURN servers, each with urls, username and credential
	 */
	public record Ice(@DefaultValue List<IceServer> servers) {

	}

	/**
	 * Settings under {@code p2p.limits}. 0 means no limit.
	 *
	 * @param connections number of clients that may be connected at a time
	 * @param connectionsPerAddress number of clients that may be connected at a time from
	 * one address; a reverse proxy counts as one
	 * @param handshakesPerSecond number of clients that may connect in a second from one
	 * address
	 * @param eventsPerSecond number of packets that a client may send in a second
	 * @param signalsPerSecond number of signals that a peer may send in a second
	 * @param joinsPerSecond number of times that a peer may join a room in a second
	 * @param roomsPerPeer number of rooms that a peer may be in at a time
	 */
	public record Limits(@DefaultValue("50000") int connections, @DefaultValue("10000") int connectionsPerAddress,
			@DefaultValue("10000") int handshakesPerSecond, @DefaultValue("50000") int eventsPerSecond,
			@DefaultValue("20000") int signalsPerSecond, @DefaultValue("100") int joinsPerSecond,
			@DefaultValue("16") int roomsPerPeer) {

		public Limits {
			notNegative(connections, "connections");
			notNegative(connectionsPerAddress, "connections-per-address");
			notNegative(handshakesPerSecond, "handshakes-per-second");
			notNegative(eventsPerSecond, "events-per-second");
			notNegative(signalsPerSecond, "signals-per-second");
			notNegative(joinsPerSecond, "joins-per-second");
			notNegative(roomsPerPeer, "rooms-per-peer");
		}

		private static void notNegative(int value, String name) {
			Assert.isTrue(value >= 0, () -> "'p2p.limits." + name + "' must not be negative");
		}

	}

	/**
	 * Settings under {@code p2p.recovery}.
	 *
	 * @param window time for which a peer that has lost its connection may come back; 0
	 * for no recovery
	 * @param maxQueued bytes that may wait for one lost peer; over it, the peer is gone
	 * @param maxTotalQueued bytes that may wait for all lost peers together
	 */
	public record Recovery(@DefaultValue("2m") Duration window, @DefaultValue("4MB") DataSize maxQueued,
			@DefaultValue("256MB") DataSize maxTotalQueued) {

		public Recovery {
			Assert.isTrue(!window.isNegative(), "'p2p.recovery.window' must not be negative");
			Assert.isTrue(!maxQueued.isNegative(), "'p2p.recovery.max-queued' must not be negative");
			Assert.isTrue(!maxTotalQueued.isNegative(), "'p2p.recovery.max-total-queued' must not be negative");
		}

	}

	/**
	 * Settings under {@code p2p.handler}.
	 *
	 * @param threads number of threads that handlers and listeners share; 0 for four per
	 * processor and at least 16
	 * @param queueCapacity number of calls that may wait for one of the threads; further
	 * events are refused as busy. With virtual threads, the number that may run beyond
	 * threads
	 */
	public record Handler(@DefaultValue("0") int threads, @DefaultValue("50000") int queueCapacity) {

		public Handler {
			Assert.isTrue(threads >= 0 && threads <= 10_000, "'p2p.handler.threads' must be from 0 to 10000");
			Assert.isTrue(queueCapacity >= 0 && queueCapacity <= 10_000_000,
					"'p2p.handler.queue-capacity' must be from 0 to 10000000");
		}

	}

}

package io.p2p.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.NestedConfigurationProperty;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.StringUtils;

import io.p2p.ice.IceServer;
import io.p2p.ice.TurnCredentials;

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
 * @param security settings for who peers are
 * @since 0.1.0
 */
@ConfigurationProperties("p2p")
public record P2pProperties(@DefaultValue("true") boolean enabled, @DefaultValue("/") String namespace,
		@DefaultValue("10") int numClients, @NestedConfigurationProperty @DefaultValue P2pServerProperties server,
		@DefaultValue Ice ice, @DefaultValue Limits limits, @DefaultValue Recovery recovery,
		@DefaultValue Handler handler, @DefaultValue Security security) {

	private static final Pattern NAMESPACE = Pattern.compile("/[^,?\\s]*");

	// more than any browser holds
	private static final int MAX_LINKS = 1_000;

	public P2pProperties {
		// these characters would end the name in a Socket.IO packet
		PropertyChecks.matches(NAMESPACE, "p2p.namespace", namespace,
				"start with '/' and have no comma, question mark or space");
		PropertyChecks.range("p2p.num-clients", numClients, 0, MAX_LINKS);
	}

	/**
	 * Settings under {@code p2p.ice}.
	 *
	 * @param servers STUN and TURN servers, each with urls, username and credential, or
	 * the URL of a STUN server alone
	 * @param turn settings of TURN servers with short-lived credentials
	 */
	public record Ice(@DefaultValue List<IceServer> servers, @DefaultValue Turn turn) {

		public Ice {
			for (int i = 0; i < servers.size(); i++) {
				PropertyChecks.credentials("p2p.ice.servers[%d]".formatted(i), servers.get(i));
			}
		}

	}

	/**
	 * Settings under {@code p2p.ice.turn}.
	 *
	 * @param uris TURN servers that share the secret, such as turn:turn.example.org
	 * @param secret secret shared with the TURN servers, coturn's static-auth-secret
	 * @param lifetime time for which the credentials of a peer are good
	 */
	public record Turn(@DefaultValue List<String> uris, @Nullable String secret,
			@DefaultValue("1h") Duration lifetime) {

		private static final Duration MIN_LIFETIME = Duration.ofMinutes(1);

		private static final Duration MAX_LIFETIME = Duration.ofDays(7);

		public Turn {
			boolean isSecret = StringUtils.hasText(secret);
			PropertyChecks.check(isSecret || uris.isEmpty(), "p2p.ice.turn.secret", "not set",
					"be coturn's static-auth-secret where p2p.ice.turn.uris is set; "
							+ "TURN servers with fixed credentials go into p2p.ice.servers");
			PropertyChecks.check(!isSecret || !uris.isEmpty(), "p2p.ice.turn.uris", "not set",
					"name the TURN servers that share p2p.ice.turn.secret");
			PropertyChecks.range("p2p.ice.turn.lifetime", lifetime, MIN_LIFETIME, MAX_LIFETIME);
			uris.forEach((uri) -> PropertyChecks.check(TurnCredentials.isTurnUri(uri), "p2p.ice.turn.uris", uri,
					"be TURN URIs such as turn:turn.example.org:3478?transport=udp or turns:turn.example.org"));
		}

		@Override
		public String toString() {
			return "Turn[uris=" + this.uris + ", lifetime=" + this.lifetime + "]";
		}

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
	 * @param joinsPerSecond number of joins, updates and leaves that a peer may ask for
	 * in a second; each counts one more for every 128 KB that the others are sent because
	 * of it
	 * @param roomsPerPeer number of rooms that a peer may be in at a time
	 */
	public record Limits(@DefaultValue("50000") int connections, @DefaultValue("10000") int connectionsPerAddress,
			@DefaultValue("10000") int handshakesPerSecond, @DefaultValue("50000") int eventsPerSecond,
			@DefaultValue("20000") int signalsPerSecond, @DefaultValue("100") int joinsPerSecond,
			@DefaultValue("16") int roomsPerPeer) {

		private static final int MAX_LIMIT = 1_000_000_000;

		public Limits {
			PropertyChecks.range("p2p.limits.connections", connections, 0, MAX_LIMIT);
			PropertyChecks.range("p2p.limits.connections-per-address", connectionsPerAddress, 0, MAX_LIMIT);
			PropertyChecks.range("p2p.limits.handshakes-per-second", handshakesPerSecond, 0, MAX_LIMIT);
			PropertyChecks.range("p2p.limits.events-per-second", eventsPerSecond, 0, MAX_LIMIT);
			PropertyChecks.range("p2p.limits.signals-per-second", signalsPerSecond, 0, MAX_LIMIT);
			PropertyChecks.range("p2p.limits.joins-per-second", joinsPerSecond, 0, MAX_LIMIT);
			PropertyChecks.range("p2p.limits.rooms-per-peer", roomsPerPeer, 0, MAX_LIMIT);
		}

	}

	/**
	 * Settings under {@code p2p.recovery}.
	 *
	 * @param window time for which a peer that has lost its connection may come back; 0
	 * for no recovery
	 */
	public record Recovery(@DefaultValue("2m") Duration window) {

		public Recovery {
			PropertyChecks.range("p2p.recovery.window", window, Duration.ZERO, Duration.ofDays(1));
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

		private static final int MAX_THREADS = 10_000;

		private static final int MAX_CAPACITY = 10_000_000;

		public Handler {
			PropertyChecks.range("p2p.handler.threads", threads, 0, MAX_THREADS);
			PropertyChecks.range("p2p.handler.queue-capacity", queueCapacity, 0, MAX_CAPACITY);
		}

	}

	/**
	 * Settings under {@code p2p.security}.
	 *
	 * @param required whether a client that Spring Security does not know is refused;
	 * without effect where there is no Spring Security, or a PeerAuthenticator bean
	 */
	public record Security(@DefaultValue("true") boolean required) {

	}

}

package io.p2p.support;

import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

import com.corundumstudio.socketio.SocketIONamespace;
import com.corundumstudio.socketio.SocketIOServer;
import org.awaitility.core.ConditionTimeoutException;
import org.springframework.test.util.ReflectionTestUtils;

import io.p2p.messaging.PeerQuestions;
import io.p2p.peer.PeerRegistry;
import io.p2p.relay.MessageRelay;
import io.p2p.room.RoomManager;
import io.p2p.signaling.RoomJoinService;
import io.p2p.socketio.netty.P2pServer;
import io.p2p.socketio.peer.PeerNamespaceHandler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * How many entries there are in all that a server keeps of its clients.
 */
public final class Census {

	// of addresses that were connected lately some thousand are remembered
	private static final String ORIGINS = "limiter.origins";

	private Census() {
	}

	/**
	 * Count, by the name of what holds the entries.
	 */
	public static Map<String, Integer> of(TestServer server) {
		Map<String, Integer> counts = new LinkedHashMap<>();
		Object p2p = server.bean(P2pServer.class);
		count(counts, "engine", field(p2p, "engine"), "sessions");
		count(counts, "limiter", field(p2p, "engine", "limiter"), "sessions", "channels", "origins");
		count(counts, "acks", field(p2p, "namespaces", "acks"), "timeouts");
		count(counts, "acks", field(p2p, "namespaces", "acks", "manager"), "ackEntries");
		count(counts, "peers", field(server.bean(PeerNamespaceHandler.class), "peers"), "peers");
		count(counts, "queues", field(p2p, "engine", "options", "queues"), "held");
		count(counts, "recovery", field(server.bean(PeerNamespaceHandler.class), "sessions"), "queued", "detached");
		count(counts, "recovery", field(server.bean(PeerNamespaceHandler.class), "sessions", "store"), "sessions");
		count(counts, "relay", field(server.bean(MessageRelay.class), "queues"), "queues");
		count(counts, "joins", field(server.bean(RoomJoinService.class), "queues"), "queues");
		count(counts, "rooms", field(server.bean(RoomManager.class), "log"), "rooms");
		count(counts, "members", field(server.bean(RoomManager.class), "memberships"), "rooms", "invitations");
		count(counts, "registry", server.bean(PeerRegistry.class), "peers", "users");
		count(counts, "questions", server.bean(PeerQuestions.class), "open");
		for (SocketIONamespace namespace : server.bean(SocketIOServer.class).getAllNamespaces()) {
			count(counts, "namespace" + namespace.getName(), namespace, "allClients", "roomClients", "clientRooms");
		}
		return counts;
	}

	/**
	 * Wait until nothing is kept of anybody. Servlet containers do not notice at once
	 * that a client has given up a poll: the sessions of such end here, after a while.
	 */
	public static void awaitNobody(TestServer server) {
		if (WebContainer.current().isServlet()) {
			try {
				await().atMost(Duration.ofSeconds(3)).until(() -> entries(server) == 0);
			}
			catch (ConditionTimeoutException ex) {
				server.closeSessions();
			}
		}
		await().untilAsserted(() -> assertThat(entries(server)).as("%s", of(server)).isZero());
	}

	/**
	 * The entries in all, without the addresses of those who were here.
	 */
	public static int entries(TestServer server) {
		Map<String, Integer> counts = of(server);
		counts.remove(ORIGINS);
		return counts.values().stream().mapToInt(Integer::intValue).sum();
	}

	/**
	 * The peers that have not answered a server's questions.
	 */
	public static int questions(TestServer server) {
		Map<String, Integer> counts = new LinkedHashMap<>();
		count(counts, "questions", server.bean(PeerQuestions.class), "open");
		return counts.values().iterator().next();
	}

	private static void count(Map<String, Integer> counts, String owner, Object target, String... fields) {
		for (String name : fields) {
			Object value = field(target, name);
			int size = (value instanceof Map<?, ?> map) ? map.size()
					: (value instanceof Collection<?> all) ? all.size() : ((Number) value).intValue();
			counts.put(owner + "." + name, size);
		}
	}

	private static Object field(Object target, String... path) {
		Object value = target;
		for (String name : path) {
			value = ReflectionTestUtils.getField(value, name);
			assertThat(value).as(name).isNotNull();
		}
		return value;
	}

}

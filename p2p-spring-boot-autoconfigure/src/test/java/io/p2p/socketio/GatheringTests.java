package io.p2p.socketio;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

import org.json.JSONArray;
import org.json.JSONObject;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import io.p2p.support.Census;
import io.p2p.support.RawClient;
import io.p2p.support.SessionClient;
import io.p2p.support.TestServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Who comes and who goes is gathered and leaves together: each peer still hears each
 * thing once, and in the order in which it happened.
 */
class GatheringTests {

	private static final String ROOM = "gathering";

	private static final int AT_A_TIME = 10;

	private static TestServer server;

	@BeforeAll
	static void start() {
		server = TestServer.start("p2p.limits.joins-per-second=0", "p2p.limits.connections-per-address=0",
				"p2p.num-clients=3");
	}

	@AfterAll
	static void stop() {
		server.close();
	}

	@AfterEach
	void nothingIsLeft() {
		Census.awaitNobody(server);
	}

	@Test
	void whenManyComeTalkAndGoAtOnceThenEachIsHeardInThatOrder() {
		try (SessionClient bob = SessionClient.open(server, ROOM)) {
			List<String> visitors = new ArrayList<>();
			for (int i = 0; i < 10; i++) {
				visitors.addAll(visit());
			}
			bob.listenUntil((client) -> client.heard("peer-disconnect").size() == visitors.size());
			assertThat(whatWasHeard(bob)).containsOnlyKeys(visitors)
				.allSatisfy(
						(id, heard) -> assertThat(heard).containsExactly("peer-connect", "p2p:msg", "peer-disconnect"));
		}
	}

	@Test
	void whenConnectionIsLostInTheMidstOfThatThenNothingIsLostOrDoubled() {
		try (SessionClient bob = SessionClient.open(server, ROOM)) {
			AtomicBoolean stopped = new AtomicBoolean();
			CompletableFuture<List<String>> visiting = CompletableFuture.supplyAsync(() -> {
				List<String> all = new ArrayList<>();
				while (!stopped.get()) {
					all.addAll(visit());
				}
				return all;
			});
			for (int i = 0; i < 20; i++) {
				int before = bob.heard("peer-connect").size();
				bob.listenUntil((client) -> client.heard("peer-connect").size() > before + 7);
				if (i % 2 == 0) {
					bob.lose();
				}
				assertThat(bob.comeBack().getBoolean("resumed")).as("%d", i).isTrue();
			}
			stopped.set(true);
			List<String> visitors = visiting.join();
			bob.listenUntil((client) -> client.heard("peer-disconnect").size() >= visitors.size());
			assertThat(whatWasHeard(bob)).containsOnlyKeys(visitors)
				.allSatisfy(
						(id, heard) -> assertThat(heard).containsExactly("peer-connect", "p2p:msg", "peer-disconnect"));
		}
	}

	// a few at once, of which each says something and goes as soon as it is there
	private static List<String> visit() {
		List<RawClient.Socket> sockets = new ArrayList<>();
		for (int i = 0; i < AT_A_TIME; i++) {
			RawClient.Socket socket = new RawClient(server).webSocket("EIO=4&transport=websocket");
			socket.send("40{\"p2p\":{\"joins\":[{\"room\":\"%s\",\"webrtc\":true}]}}".formatted(ROOM));
			socket.send("42[\"p2p:msg\",{\"room\":\"%s\"},\"hello\"]".formatted(ROOM));
			socket.send("41");
			sockets.add(socket);
		}
		List<String> ids = new ArrayList<>();
		for (RawClient.Socket socket : sockets) {
			String heard = String.valueOf(socket.next());
			while (!heard.startsWith("40")) {
				heard = String.valueOf(socket.next());
			}
			ids.add(new JSONObject(heard.substring(2)).getString("sid"));
			socket.send("1");
			socket.awaitClose();
		}
		return ids;
	}

	private static Map<String, List<String>> whatWasHeard(SessionClient client) {
		Map<String, List<String>> heard = new LinkedHashMap<>();
		for (JSONArray event : client.heard()) {
			String name = event.getString(0);
			if (List.of("peer-connect", "p2p:msg", "peer-disconnect").contains(name)) {
				JSONObject header = event.getJSONObject(1);
				heard
					.computeIfAbsent(header.getString(name.equals("p2p:msg") ? "from" : "peerId"),
							(id) -> new ArrayList<>())
					.add(name);
			}
		}
		return heard;
	}

}

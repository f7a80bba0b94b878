package io.p2p.socketio;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

import org.json.JSONArray;
import org.json.JSONObject;
import org.junit.jupiter.api.Test;

import io.p2p.support.Census;
import io.p2p.support.RawClient;
import io.p2p.support.TestServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Plain peers that open a session on a connection which they have had for a while, in the
 * midst of what everybody is told: both ends count the same.
 */
class LateSessionTests {

	private static final int ROUNDS = 30;

	private static final int OTHERS = 3;

	private static final int VISITS = 40;

	private static final Set<String> COUNTED = Set.of("peer-connect", "peer-update", "peer-disconnect", "peer-error",
			"p2p:links", "p2p:msg");

	@Test
	void whenTheSessionBeginsInTheMidstOfBroadcastsThenNothingIsCountedByOneEndOnly() {
		try (TestServer server = TestServer.start(RecoveryStressTests.ManyLoops.class,
				"p2p.limits.joins-per-second=1000000", "p2p.limits.events-per-second=1000000")) {
			List<RawClient.Socket> others = IntStream.range(0, OTHERS)
				.mapToObj((i) -> connect(server, "{\"p2p\":1}"))
				.toList();
			for (int i = 0; i < ROUNDS; i++) {
				switchWhileOthersVisit(server, others, "%043d".formatted(i));
			}
			others.forEach(LateSessionTests::leave);
			Census.awaitNobody(server);
		}
	}

	private static void switchWhileOthersVisit(TestServer server, List<RawClient.Socket> others, String name) {
		RawClient.Socket peer = connect(server, "");
		others.forEach(LateSessionTests::visit);
		until(peer, "42[\"peer-disconnect\"");
		// what the server refuses is told on another way than what a room is told
		peer.send("42[\"p2p:join\",7]");
		String request = "42%d[\"p2p:session\",{\"session\":\"" + name + "\",\"received\":%d}]";
		peer.send(request.formatted(1, 0));
		until(peer, "431[");
		others.forEach((other) -> until(other, "439["));
		List<String> heard = new ArrayList<>(roundTrip(peer));
		peer.cancel();
		peer.awaitClose();
		RawClient.Socket next = connect(server, "{\"p2p\":1}");
		next.send(request.formatted(1, heard.size()));
		String answer = until(next, "431[");
		assertThat(new JSONArray(answer.substring(3)).getJSONObject(0).getBoolean("resumed")).as("%s %s", name, heard)
			.isTrue();
		assertThat(roundTrip(next)).as(name).isEmpty();
		leave(next);
	}

	private static void visit(RawClient.Socket other) {
		for (int i = 0; i < VISITS; i++) {
			other.send("42[\"p2p:join\",{\"webrtc\":false}]");
			other.send("42[\"p2p:leave\",{}]");
		}
		other.send("429[\"p2p:ice\",{}]");
	}

	// what is heard until then, of that which counts
	private static List<String> roundTrip(RawClient.Socket peer) {
		List<String> heard = new ArrayList<>();
		peer.send("422[\"p2p:ice\",{}]");
		String next = (String) peer.next();
		while (!next.startsWith("432[")) {
			if (COUNTED.contains(new JSONArray(next.substring(2)).getString(0))) {
				heard.add(next);
			}
			next = (String) peer.next();
		}
		return heard;
	}

	private static String until(RawClient.Socket socket, String beginning) {
		String next = (String) socket.next();
		while (!next.startsWith(beginning)) {
			next = (String) socket.next();
		}
		return next;
	}

	private static RawClient.Socket connect(TestServer server, String auth) {
		RawClient.Socket socket = new RawClient(server).webSocket("EIO=4&transport=websocket").answerPings();
		socket.next();
		socket.send("40" + auth);
		assertThat(new JSONObject(((String) socket.next()).substring(2)).has("sid")).isTrue();
		return socket;
	}

	private static void leave(RawClient.Socket socket) {
		socket.send("41");
		socket.send("1");
		socket.awaitClose();
	}

}

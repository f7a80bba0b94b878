package io.p2p.support;

import java.security.SecureRandom;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

import org.json.JSONArray;
import org.json.JSONObject;

/**
 * A library peer that speaks version 2 of the protocol, and comes back at whichever
 * server its test lets it. Used on one thread.
 */
public final class ClusterClient implements AutoCloseable {

	private static final SecureRandom RANDOM = new SecureRandom();

	private final List<JSONArray> heard = new ArrayList<>();

	private final Map<Integer, JSONArray> answers = new HashMap<>();

	private final Deque<String> unconfirmed = new ArrayDeque<>();

	private final Map<String, JSONArray> positions = new HashMap<>();

	private final String name;

	private final String user;

	private RawClient.Socket socket;

	private String id;

	private Object generation;

	private long confirmed;

	private long received;

	private boolean closed;

	private int asked;

	private ClusterClient(String user) {
		this.user = user;
		byte[] bytes = new byte[32];
		RANDOM.nextBytes(bytes);
		this.name = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
	}

	/**
	 * Connect a peer with a new session, in one room.
	 */
	public static ClusterClient open(TestServer server, String... rooms) {
		return login("", server, rooms);
	}

	/**
	 * Connect a peer with a new session, which shows a token.
	 */
	public static ClusterClient login(String token, TestServer server, String... rooms) {
		ClusterClient client = new ClusterClient(token);
		client.connect(server);
		for (String room : rooms) {
			client.join(room);
		}
		return client;
	}

	/**
	 * The name of the session.
	 */
	public String session() {
		return this.name;
	}

	public JSONObject join(String room) {
		JSONObject welcome = ask("p2p:join", new JSONObject(Map.of("room", room, "webrtc", false)));
		if (welcome.has("at")) {
			this.positions.put(room, welcome.getJSONArray("at"));
		}
		return welcome;
	}

	/**
	 * Connect, and go on with the session.
	 */
	public JSONObject connect(TestServer server) {
		this.socket = new RawClient(server).webSocket("EIO=4&transport=websocket").answerPings();
		this.closed = false;
		this.socket.next();
		this.socket.send("40" + new JSONObject(Map.of("p2p", 1, "token", this.user)));
		this.socket.next();
		JSONObject request = new JSONObject(
				Map.of("version", 2, "session", this.name, "received", this.received, "confirmed", this.confirmed));
		if (!this.positions.isEmpty()) {
			request.put("at", new JSONObject(this.positions));
		}
		request.put("generation", this.generation);
		JSONObject answer = ask("p2p:session", request);
		this.id = answer.getString("peerId");
		this.generation = answer.opt("generation");
		if (!answer.getBoolean("resumed")) {
			// what was under way is reported to the page
			this.positions.clear();
			this.unconfirmed.clear();
			this.confirmed = 0;
			this.received = 0;
		}
		confirm(answer.getLong("received"));
		this.unconfirmed.forEach(this.socket::send);
		return answer;
	}

	/**
	 * Lose the connection, with what has not come yet.
	 */
	public ClusterClient lose() {
		this.socket.cancel();
		awaitClose();
		return this;
	}

	public void awaitClose() {
		while (!this.closed) {
			pump();
		}
	}

	/**
	 * Emit an event that counts.
	 */
	public void emit(String event, Object... arguments) {
		String packet = "42" + array(event, arguments);
		this.unconfirmed.add(packet);
		if (!this.closed) {
			this.socket.send(packet);
		}
	}

	/**
	 * Send a text to a room.
	 */
	public void say(String room, Object text) {
		emit("p2p:msg", Map.of("room", room), "text", text);
	}

	/**
	 * Emit an event that does not count, and do not wait for its acknowledgement.
	 */
	public void request(String event, Object... arguments) {
		this.socket.send("42" + this.asked++ + array(event, arguments));
	}

	/**
	 * Answer the latest question of the server.
	 */
	public void answer(Object answer) {
		answer(heard("p2p:msg").size() - 1, answer);
	}

	/**
	 * Answer the question of the server that was heard as one of several events.
	 */
	public void answer(int index, Object answer) {
		JSONObject header = heard("p2p:msg").get(index).getJSONObject(1);
		emit("p2p:msg", Map.of("room", header.getString("room"), "to", "", "ack", header.getLong("ack")),
				JSONObject.NULL, answer);
	}

	/**
	 * Emit an event that does not count and wait for its acknowledgement.
	 */
	public JSONObject ask(String event, Object... arguments) {
		int ack = this.asked++;
		this.socket.send("42" + ack + array(event, arguments));
		while (!this.answers.containsKey(ack)) {
			if (this.closed) {
				throw new AssertionError("The connection has ended");
			}
			pump();
		}
		return this.answers.remove(ack).optJSONObject(0);
	}

	/**
	 * What was heard over all connections, by the name of the event.
	 */
	public List<JSONArray> heard(String event) {
		return this.heard.stream().filter((one) -> one.getString(0).equals(event)).toList();
	}

	/**
	 * The texts of others, in the order in which they were heard.
	 */
	public List<Object> texts() {
		return heard("p2p:msg").stream().map((event) -> event.get(3)).toList();
	}

	/**
	 * Listen until enough has been heard.
	 */
	public ClusterClient listenUntil(Predicate<ClusterClient> enough) {
		while (!enough.test(this)) {
			if (this.closed) {
				throw new AssertionError("The connection has ended");
			}
			pump();
		}
		return this;
	}

	public String id() {
		return this.id;
	}

	public int unconfirmed() {
		return this.unconfirmed.size();
	}

	private void pump() {
		Object next = this.socket.next();
		if (next.equals(RawClient.Socket.CLOSED) || next.equals("41")) {
			this.closed = true;
		}
		else if (next instanceof String text) {
			text(text);
		}
	}

	private void text(String packet) {
		int json = packet.indexOf('[');
		if (packet.startsWith("43")) {
			this.answers.put(Integer.parseInt(packet.substring(2, json)), new JSONArray(packet.substring(json)));
		}
		else if (packet.startsWith("42[\"p2p:received\"")) {
			received(new JSONArray(packet.substring(json)));
		}
		else if (packet.startsWith("45")) {
			// its binaries are of no interest
			this.received++;
		}
		else if (packet.startsWith("42")) {
			this.received += packet.startsWith("42[\"p2p:volatile\"") ? 0 : 1;
			if (this.received % 16 == 0) {
				this.socket.send("42[\"p2p:received\"," + this.received + "]");
			}
			take(new JSONArray(packet.substring(json)));
		}
	}

	private void received(JSONArray confirmation) {
		confirm(confirmation.getLong(1));
		JSONObject offsets = confirmation.optJSONObject(2);
		if (offsets != null) {
			for (String room : offsets.keySet()) {
				move(room, offsets.getLong(room));
			}
		}
	}

	private void take(JSONArray event) {
		JSONObject header = event.optJSONObject(1);
		if (header != null && header.has("at") && this.positions.containsKey(header.getString("room"))
				&& !move(header.getString("room"), header.getLong("at"))) {
			return;
		}
		if (header != null && header.optBoolean("left")) {
			this.positions.remove(header.getString("room"));
		}
		this.heard.add(event);
	}

	private boolean move(String room, long offset) {
		JSONArray position = this.positions.get(room);
		if (position == null || position.getLong(1) >= offset) {
			return false;
		}
		position.put(1, offset);
		return true;
	}

	private void confirm(long count) {
		while (this.confirmed < count) {
			this.unconfirmed.remove();
			this.confirmed++;
		}
	}

	private static String array(String event, Object... arguments) {
		JSONArray array = new JSONArray().put(event);
		for (Object argument : arguments) {
			array.put((argument instanceof Map<?, ?>) ? JSONObject.wrap(argument) : argument);
		}
		return array.toString();
	}

	@Override
	public void close() {
		leave();
	}

	/**
	 * Leave for good.
	 */
	public void leave() {
		if (!this.closed) {
			this.socket.send("41");
			this.socket.send("1");
			awaitClose();
		}
	}

}

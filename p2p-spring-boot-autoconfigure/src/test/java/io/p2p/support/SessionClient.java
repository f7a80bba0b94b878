package io.p2p.support;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

import org.json.JSONArray;
import org.json.JSONObject;

/**
 * A library peer that comes back as {@code docs/protocol.md} has it, over whichever
 * connection its test lets it have. Used on one thread.
 */
public final class SessionClient implements AutoCloseable {

	private final List<JSONArray> heard = new ArrayList<>();

	private final Map<Integer, JSONArray> answers = new HashMap<>();

	private final Deque<String> unconfirmed = new ArrayDeque<>();

	private final RawClient raw;

	private RawClient.Socket socket;

	private String lastAnswer;

	private JSONObject auth = new JSONObject(Map.of("p2p", 1));

	private String id;

	private String token;

	private long sent;

	private long received;

	private long lastConfirmation;

	private boolean confirms = true;

	private boolean closed;

	private int attachments;

	private int asked;

	private SessionClient(TestServer server) {
		this.raw = new RawClient(server);
	}

	/**
	 * Connect a library peer that has no session.
	 */
	public static SessionClient connect(TestServer server) {
		SessionClient client = new SessionClient(server);
		client.connect();
		return client;
	}

	/**
	 * Connect a library peer with a session of its own.
	 */
	public static SessionClient open(TestServer server, String room) {
		return open(server, room, null);
	}

	/**
	 * Connect a library peer that shows a token and has a session of its own.
	 */
	public static SessionClient open(TestServer server, String room, String token) {
		SessionClient client = new SessionClient(server);
		client.showing(token).connect();
		client.session();
		client.ask("p2p:join", new JSONObject(Map.of("room", room, "webrtc", false)));
		return client;
	}

	/**
	 * Show a token at the next connect.
	 */
	public SessionClient showing(String shown) {
		this.auth.put("token", shown);
		return this;
	}

	public void connect() {
		this.socket = this.raw.webSocket("EIO=4&transport=websocket").answerPings();
		this.closed = false;
		this.attachments = 0;
		this.socket.next();
		this.socket.send("40" + this.auth);
		this.lastAnswer = (String) this.socket.next();
	}

	/**
	 * Ask for the session that the client knows of, and go on with it.
	 */
	public JSONObject session() {
		JSONObject request = new JSONObject();
		if (this.token != null) {
			request.put("session", this.token).put("received", this.received);
		}
		JSONObject answer = ask("p2p:session", request);
		this.id = answer.getString("peerId");
		this.token = answer.optString("token", null);
		if (answer.getBoolean("resumed")) {
			confirm(answer.getLong("received"));
			this.unconfirmed.forEach(this.socket::send);
		}
		return answer;
	}

	/**
	 * Lose the connection, with what has not come yet.
	 */
	public void lose() {
		this.socket.cancel();
		awaitClose();
	}

	public void awaitClose() {
		while (!this.closed) {
			pump();
		}
	}

	public JSONObject comeBack() {
		connect();
		return session();
	}

	/**
	 * Let another connection have the session, too.
	 */
	public SessionClient twin(TestServer server) {
		SessionClient twin = new SessionClient(server);
		twin.token = this.token;
		twin.received = this.received;
		twin.sent = this.sent;
		return twin;
	}

	/**
	 * Emit an event that counts.
	 */
	public void emit(String event, Object... arguments) {
		String packet = "42" + array(event, arguments);
		this.sent++;
		this.unconfirmed.add(packet);
		if (!this.closed) {
			this.socket.send(packet);
		}
	}

	/**
	 * Emit an event that does not count and wait for its acknowledgement.
	 */
	public JSONObject ask(String event, Object... arguments) {
		int ack = this.asked++;
		this.socket.send("42" + ack + array(event, arguments));
		while (!this.answers.containsKey(ack)) {
			pump();
		}
		return this.answers.remove(ack).optJSONObject(0);
	}

	public void send(String packet) {
		this.socket.send(packet);
	}

	public List<JSONArray> heard() {
		return List.copyOf(this.heard);
	}

	/**
	 * What was heard over all connections, by the name of the event.
	 */
	public List<JSONArray> heard(String event) {
		return this.heard.stream().filter((one) -> one.getString(0).equals(event)).toList();
	}

	/**
	 * Listen until enough has been heard.
	 */
	public void listenUntil(Predicate<SessionClient> enough) {
		while (!enough.test(this)) {
			if (this.closed) {
				throw new AssertionError("The connection has ended");
			}
			pump();
		}
	}

	/**
	 * Listen to what is here already.
	 */
	public void listen() {
		while (this.socket.hasNext()) {
			pump();
		}
	}

	/**
	 * Listen to what is here already, and come back if the connection has ended.
	 */
	public void listenOrComeBack() {
		listen();
		if (this.closed) {
			comeBack();
		}
	}

	public void neverConfirm() {
		this.confirms = false;
	}

	public void token(String value) {
		this.token = value;
	}

	public void received(long value) {
		this.received = value;
	}

	/**
	 * The answer to the last connect.
	 */
	public String lastAnswer() {
		return this.lastAnswer;
	}

	public String token() {
		return this.token;
	}

	public String id() {
		return this.id;
	}

	public long received() {
		return this.received;
	}

	public long lastConfirmation() {
		return this.lastConfirmation;
	}

	private void pump() {
		Object next = this.socket.next();
		if (next.equals(RawClient.Socket.CLOSED) || next.equals("41")) {
			this.closed = true;
		}
		else if (next instanceof byte[]) {
			this.attachments--;
			count(this.attachments == 0);
		}
		else {
			text((String) next);
		}
	}

	private void text(String packet) {
		int json = packet.indexOf('[');
		if (packet.startsWith("43")) {
			this.answers.put(Integer.parseInt(packet.substring(2, json)), new JSONArray(packet.substring(json)));
		}
		else if (packet.startsWith("42[\"p2p:received\"")) {
			confirm(new JSONArray(packet.substring(json)).getLong(1));
		}
		else if (packet.startsWith("42")) {
			this.heard.add(new JSONArray(packet.substring(json)));
			count(!packet.startsWith("42[\"p2p:volatile\""));
		}
		else if (packet.startsWith("451-")) {
			this.heard.add(new JSONArray(packet.substring(json)));
			this.attachments = 1;
		}
	}

	private void count(boolean complete) {
		if (complete) {
			this.received++;
			if (this.confirms && this.received % 16 == 0) {
				this.socket.send("42[\"p2p:received\"," + this.received + "]");
			}
		}
	}

	private void confirm(long count) {
		this.lastConfirmation = count;
		while (this.sent - this.unconfirmed.size() < count) {
			this.unconfirmed.remove();
		}
	}

	private static String array(String event, Object... arguments) {
		JSONArray array = new JSONArray().put(event);
		for (Object argument : arguments) {
			array.put((argument instanceof Map<?, ?>) ? JSONObject.wrap(argument) : argument);
		}
		return array.toString();
	}

	/**
	 * Leave for good.
	 */
	@Override
	public void close() {
		this.socket.send("41");
		this.socket.send("1");
		awaitClose();
	}

}

package io.p2p.client;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Deque;
import java.util.List;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import io.p2p.client.transport.OutgoingPacket;
import io.p2p.client.transport.Packet;
import io.p2p.client.transport.Wire;

/**
 * The other end of a client's wire, in the hands of a test. Binaries are as vectors have
 * them.
 */
final class ScriptedWire implements Wire {

	static final JsonMapper JSON = JsonMapper.builder().build();

	private final Deque<Sent> sent = new ArrayDeque<>();

	private Listener listener;

	private boolean active;

	private boolean connected;

	@Override
	public void listen(Listener its) {
		this.listener = its;
	}

	@Override
	public void open() {
		this.active = true;
	}

	@Override
	public void close() {
		this.active = false;
		end(End.CLIENT);
	}

	@Override
	public void drop() {
		end(End.BROKEN);
	}

	void end(End end) {
		this.sent.clear();
		this.connected = false;
		this.listener.disconnected(end);
	}

	@Override
	public boolean isConnected() {
		return this.connected;
	}

	@Override
	public boolean isActive() {
		return this.active;
	}

	@Override
	public boolean isBusy() {
		return false;
	}

	@Override
	public int maxPayload() {
		return Integer.MAX_VALUE;
	}

	@Override
	public void send(OutgoingPacket packet) {
		JsonNode arguments = JSON.readTree(packet.json());
		this.sent.add(new Sent((ArrayNode) named(arguments, packet.binaries()), packet.id()));
	}

	/**
	 * A value with its binaries, as vectors have it.
	 */
	static JsonNode named(JsonNode value, List<ByteBuffer> binaries) {
		if (value.has("_placeholder")) {
			ByteBuffer binary = binaries.get(value.path("num").asInt()).duplicate();
			byte[] bytes = new byte[binary.remaining()];
			binary.get(bytes);
			return JSON.createObjectNode().put("$binary", Base64.getEncoder().encodeToString(bytes));
		}
		if (value.isArray()) {
			ArrayNode copy = JSON.createArrayNode();
			value.forEach((one) -> copy.add(named(one, binaries)));
			return copy;
		}
		if (value.isObject()) {
			ObjectNode copy = JSON.createObjectNode();
			value.properties().forEach((member) -> copy.set(member.getKey(), named(member.getValue(), binaries)));
			return copy;
		}
		return value;
	}

	/**
	 * What the client has sent, first in, first out.
	 */
	Deque<Sent> sent() {
		return this.sent;
	}

	/**
	 * The client asks for its namespace.
	 * @return what it says
	 */
	ObjectNode connecting() {
		return this.listener.connecting(JSON.createObjectNode());
	}

	void connected(String id) {
		this.connected = true;
		this.listener.connected(id);
	}

	/**
	 * The client hears an event.
	 */
	void hear(JsonNode event) {
		List<byte[]> binaries = new ArrayList<>();
		JsonNode json = placed(event, binaries);
		this.listener.received(new Packet(false, -1, JSON.writeValueAsBytes(json), binaries));
	}

	void acknowledge(long id, JsonNode arguments) {
		this.listener.received(new Packet(true, id, JSON.writeValueAsBytes(arguments), List.of()));
	}

	private static JsonNode placed(JsonNode value, List<byte[]> binaries) {
		if (value.has("$binary")) {
			binaries.add(Base64.getDecoder().decode(value.get("$binary").asString()));
			return JSON.createObjectNode().put("_placeholder", true).put("num", binaries.size() - 1);
		}
		if (value.isArray()) {
			ArrayNode copy = JSON.createArrayNode();
			value.forEach((one) -> copy.add(placed(one, binaries)));
			return copy;
		}
		if (value.isObject()) {
			ObjectNode copy = JSON.createObjectNode();
			value.properties().forEach((member) -> copy.set(member.getKey(), placed(member.getValue(), binaries)));
			return copy;
		}
		return value;
	}

	/**
	 * An event that the client has sent.
	 *
	 * @param id what it asks an acknowledgement with, -1 for none
	 */
	record Sent(ArrayNode event, long id) {

	}

}

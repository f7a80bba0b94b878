package io.p2p.client.session;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.BiConsumer;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

import io.p2p.client.loop.Loop;
import io.p2p.client.transport.OutgoingPacket;
import io.p2p.client.transport.Wire;
import io.p2p.client.wire.Failure;
import io.p2p.client.wire.Fields;
import io.p2p.client.wire.Json;

/**
 * Makes packets of what a session sends.
 */
final class SessionOutput {

	private final Wire wire;

	private final Requests requests;

	SessionOutput(Wire wire, Loop loop) {
		this.wire = wire;
		this.requests = new Requests(loop);
	}

	void transmit(Entry entry) {
		tell(entry.event(), entry.header(), entry.body());
	}

	void tell(String event, ObjectNode header, Body body) {
		emit(event, Json.write(header), body, -1);
	}

	/**
	 * Tell the server how many events have come.
	 */
	void confirm(long received) {
		emit("p2p:received", Long.toString(received).getBytes(StandardCharsets.US_ASCII), Body.NONE, -1);
	}

	/**
	 * Ask the server; the answer does not outlive the connection.
	 */
	void request(String event, ObjectNode argument, BiConsumer<Fields, @Nullable Failure> done) {
		long id = this.requests.open(Session.ANSWER_TIMEOUT_MS, done);
		emit(event, Json.write(argument), Body.NONE, id);
	}

	void acknowledged(long id, byte[] json) {
		this.requests.acknowledged(id, json);
	}

	/**
	 * The connection has ended.
	 */
	void ended() {
		this.requests.failAll();
	}

	/**
	 * Send an event.
	 * @param event its name
	 * @param first its first argument in JSON, {@code null} for none
	 * @param body the arguments behind it
	 * @param id what it asks an acknowledgement with, -1 for none
	 */
	private void emit(String event, byte @Nullable [] first, Body body, long id) {
		byte[] start = ("[\"" + event + "\"").getBytes(StandardCharsets.US_ASCII);
		byte[] rest = body.json();
		int length = start.length + ((first != null) ? 1 + first.length : 0) + (body.isEmpty() ? 1 : rest.length);
		ByteBuffer json = ByteBuffer.allocate(length).put(start);
		if (first != null) {
			json.put((byte) ',').put(first);
		}
		if (body.isEmpty()) {
			json.put((byte) ']');
		}
		else {
			json.put((byte) ',').put(rest, 1, rest.length - 1);
		}
		this.wire.send(new OutgoingPacket(false, id, json.array(), body.binaries()));
	}

}

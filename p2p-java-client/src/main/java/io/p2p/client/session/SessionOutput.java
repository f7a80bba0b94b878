package io.p2p.client.session;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

import io.p2p.client.loop.Loop;
import io.p2p.client.transport.OutgoingPacket;
import io.p2p.client.transport.Packet;
import io.p2p.client.transport.Wire;
import io.p2p.client.wire.EncodedEvent;
import io.p2p.client.wire.Failure;
import io.p2p.client.wire.Fields;
import io.p2p.client.wire.Json;

/**
 * Makes packets of what a session sends.
 */
final class SessionOutput {

	// what is around an event in its packet: types, namespace, number
	private static final int PREFIX_BYTES = 512;

	private final Wire wire;

	private final Requests requests;

	// questions that wait for a connection, by the numbers of their requests
	private final Map<Long, EncodedEvent> held = new LinkedHashMap<>();

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
		long id = this.requests.open(Session.ANSWER_TIMEOUT_MS, (packet, failure) -> done
			.accept((packet != null) ? Fields.of(Json.read(packet.json()).get(0)) : Fields.NONE, failure));
		emit(event, Json.write(argument), Body.NONE, id);
	}

	/**
	 * Ask the application's handlers on the server, on this connection or the next.
	 */
	void ask(EncodedEvent question, double timeoutMs, BiConsumer<@Nullable Packet, @Nullable Failure> done) {
		this.held.put(this.requests.open(timeoutMs, done), question);
	}

	/**
	 * There is a connection for what has been asked.
	 * @param maxPayload the bytes that the server takes in a packet
	 */
	void askHeld(int maxPayload) {
		Map<Long, EncodedEvent> questions = new LinkedHashMap<>(this.held);
		this.held.clear();
		questions.forEach((id, question) -> {
			if (question.size() > maxPayload - PREFIX_BYTES) {
				this.requests.fail(id,
						Failure.of("too-large", "more bytes than the server takes").event(question.event()));
			}
			else if (this.requests.isOpen(id)) {
				this.wire.send(new OutgoingPacket(false, id, question.content(), Body.of(question).binaries()));
			}
		});
	}

	void acknowledged(Packet packet) {
		this.requests.acknowledged(packet);
	}

	/**
	 * The connection has ended.
	 */
	void ended() {
		this.requests.failAll(this.held.keySet(), Failure.of("connect-failed", "the connection has ended"));
	}

	/**
	 * There is no connection any more, and none follows.
	 */
	void abandoned(Failure failure) {
		this.held.clear();
		this.requests.failAll(Set.of(), failure);
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

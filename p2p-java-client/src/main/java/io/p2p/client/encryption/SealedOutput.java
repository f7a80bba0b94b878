package io.p2p.client.encryption;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import io.p2p.client.session.Body;
import io.p2p.client.session.Entry;
import io.p2p.client.session.Session;
import io.p2p.client.wire.EncodedEvent;
import io.p2p.client.wire.Fields;
import io.p2p.client.wire.Json;

/**
 * Seals what one room sends.
 */
final class SealedOutput {

	// what the server sees in the place of what something is in all
	private static final long TOTAL = 4_000_000_000L;

	private static final byte[] OWN_ARGUMENTS = "[\"_p2p\",{\"_placeholder\":true,\"num\":0}]"
		.getBytes(StandardCharsets.US_ASCII);

	private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

	private final Session session;

	private final String room;

	private final Mates mates;

	private Stay stay;

	SealedOutput(Session session, String room, Mates mates) {
		this.session = session;
		this.room = room;
		this.mates = mates;
		this.stay = new Stay(mates);
	}

	/**
	 * The session is over, and with it what was counted.
	 */
	void restart() {
		this.stay = new Stay(this.mates);
	}

	/**
	 * This client's own salt, which those know who have met it.
	 */
	String salt() {
		return this.stay.salt;
	}

	/**
	 * What the others are to know of this client, as the server gets it.
	 */
	ObjectNode told(@Nullable JsonNode data) {
		ObjectNode header = Json.object();
		if (data != null) {
			header.set("data", data);
		}
		byte[] sealed = seal("data", header, NOTHING);
		return Json.object().put(Mates.OWN_NAME, this.stay.salt + "." + Base64s.encode(sealed));
	}

	void send(Entry entry, long bytes) {
		ObjectNode header = entry.header();
		EncodedEvent message = entry.message();
		switch (entry.event()) {
			case "p2p:msg" ->
				sealed("p2p:msg", entry, (message != null) ? ByteBuffer.wrap(message.bytes()) : NOTHING, Json.object());
			case "p2p:part" -> sealed("p2p:part", entry, entry.body().binaries().get(0),
					Json.object().put("event", "").put("total", TOTAL));
			case "p2p:stop" -> sealed("p2p:msg", entry, NOTHING, Json.object());
			case "p2p:path" -> {
				// the server counts the paths, and is not believed when it tells of one
				this.session.send(entry, bytes);
				sealed("p2p:msg", entry, NOTHING, Json.object());
			}
			case "peer-signal" -> {
				ObjectNode signal = Json.object()
					.put(Mates.OWN_NAME, Base64s.encode(seal("peer-signal", header, NOTHING)));
				if (header.path("signal").path("closed").asBoolean(false)) {
					signal.put("closed", true);
				}
				pass(entry, header.deepCopy().set("signal", signal), bytes);
			}
			case "p2p:update" -> pass(entry, header.deepCopy().set("data", told(header.get("data"))), bytes);
			default -> this.session.send(entry, bytes);
		}
	}

	private void pass(Entry entry, ObjectNode header, long bytes) {
		this.session.send(new Entry(entry.event(), header, entry.body(), entry.message()), bytes);
	}

	/**
	 * Send something sealed.
	 * @param carrier the event that the server sees
	 * @param shown what the server sees in the place of what is in the header
	 */
	private void sealed(String carrier, Entry entry, ByteBuffer payload, ObjectNode shown) {
		ObjectNode header = this.mates.withoutDeaf(entry.header());
		byte[] bytes = seal(entry.event(), header, payload);
		ObjectNode seen = header.deepCopy().setAll(shown);
		seen.remove("packed");
		List<ByteBuffer> binaries = List.of(ByteBuffer.wrap(bytes));
		Body body = carrier.equals("p2p:part") ? Body.of(binaries.get(0)) : new Body(OWN_ARGUMENTS, binaries);
		this.session.send(new Entry(carrier, seen, body, entry.message()), bytes.length);
	}

	void sendVolatile(ObjectNode header, EncodedEvent message) {
		ObjectNode its = this.mates.withoutDeaf(header);
		byte[] sealed = seal("p2p:volatile", its, ByteBuffer.wrap(message.bytes()));
		this.session.tellVolatile(its, new EncodedEvent(Mates.OWN_NAME, 0, OWN_ARGUMENTS, List.of(sealed)));
	}

	/**
	 * Tell a mate that this client has met it.
	 * @param asks whether it is to tell that, too
	 */
	void greet(Mate mate, boolean asks) {
		if (!asks) {
			mate.greetAgain();
		}
		ObjectNode header = Json.object().put("room", this.room).put("to", mate.id()).put("asks", asks);
		sealed("p2p:msg", new Entry("hi", header, Body.NONE, null), NOTHING, Json.object());
	}

	private byte[] seal(String event, ObjectNode header, ByteBuffer payload) {
		Stay now = this.stay;
		long number = ++now.count;
		ObjectNode said = Json.object().put("e", event).set("h", header);
		if (Opened.isInOrder(event)) {
			this.mates.chain(said, number, Fields.of(header), now.sentToAll);
			now.sentToAll = header.has("to") ? now.sentToAll : (Long) number;
		}
		return now.key.seal(number, this.session.peerId(), said, payload);
	}

	// This client, from when it joins the room until it leaves it or its session ends
	private static final class Stay {

		private final String salt = UUID.randomUUID().toString();

		private final SenderKey key;

		// how much it has sealed: no number is ever used twice
		private long count;

		// the number of the last that was for everybody
		private @Nullable Long sentToAll;

		Stay(Mates mates) {
			this.key = mates.key(this.salt);
		}

	}

}

package io.p2p.client.relay;

import java.nio.ByteBuffer;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import io.p2p.client.loop.Loop;
import io.p2p.client.session.Body;
import io.p2p.client.session.Entry;
import io.p2p.client.session.Session;
import io.p2p.client.stream.OutgoingTransfer;
import io.p2p.client.stream.RelayPath;
import io.p2p.client.stream.RelayTarget;
import io.p2p.client.wire.EncodedEvent;
import io.p2p.client.wire.Failure;
import io.p2p.client.wire.Fields;
import io.p2p.client.wire.Json;

/**
 * What goes through the server in one room. Used in its loop.
 *
 * @since 0.1.0
 */
public final class Relay implements RelayPath {

	/** More binaries than this end the connection of a client of Socket.IO. */
	public static final int MAX_PACKET_BINARIES = 10;

	private static final int PART_BYTES = 64 * 1024;

	private static final int CHUNK_BYTES = 60 * 1024;

	// what is around an event in its packet, without the ids of those it is for and the
	// name of the room
	private static final int HEADER_BYTES = 512;

	private final Session session;

	private final String room;

	private final RelayEvents events;

	private final RelayTransfers transfers = new RelayTransfers(this::sendPart);

	private final Membership membership;

	private boolean used;

	/**
	 * Create a relay, which joins the room.
	 * @param session the session of the client
	 * @param loop its loop
	 * @param settings what it asks for
	 * @param data what the others are to know of this client
	 * @param events is told what happens
	 */
	public Relay(Session session, Loop loop, Settings settings, @Nullable JsonNode data, RelayEvents events) {
		this.session = session;
		this.room = settings.room();
		this.events = events;
		this.membership = new Membership(this, session, loop, settings, data, events);
	}

	/**
	 * Join the room.
	 */
	public void begin() {
		this.session.add(this.room, this.membership);
	}

	@Override
	public boolean isUsed() {
		return this.used;
	}

	/**
	 * The bytes that wait for the server, or for its confirmation.
	 * @return how many
	 */
	public long queuedBytes() {
		return this.session.queuedBytes();
	}

	/**
	 * Whether nobody connects the client any more.
	 * @return whether a question could not be answered
	 */
	public boolean isAbandoned() {
		return !this.session.isLive() && !this.session.isActive();
	}

	/**
	 * Whether an event is too large for one packet.
	 * @param size its bytes
	 * @param target whom it is for
	 * @return whether it goes in parts
	 */
	public boolean needsParts(int size, @Nullable RelayTarget target) {
		return size > roomFor(target);
	}

	/**
	 * The bytes that a message may have that is to fit into one packet, whichever path it
	 * takes.
	 * @return how many
	 */
	public int chunkBytes() {
		return Math.min(CHUNK_BYTES, Math.max(1, roomFor(null) / 2));
	}

	int roomFor(@Nullable RelayTarget target) {
		ObjectNode header = Json.object().put("room", this.room);
		int bytes = Json.size((target != null) ? target.in(header) : header);
		return this.session.maxPayload() - HEADER_BYTES - bytes;
	}

	private void send(String event, ObjectNode header, Body body, long bytes, @Nullable EncodedEvent message) {
		this.used |= message != null || event.equals("p2p:part");
		this.session.send(new Entry(event, header.put("room", this.room), body, message), bytes);
	}

	void send(String event, ObjectNode header) {
		send(event, header, Body.NONE, 0, null);
	}

	/**
	 * Send an event.
	 * @param message the event
	 * @param target whom it is for
	 */
	public void send(EncodedEvent message, RelayTarget target) {
		send(message, target, -1);
	}

	private void send(EncodedEvent message, RelayTarget target, long seq) {
		ObjectNode header = target.in(Json.object());
		if (seq >= 0) {
			header.put("seq", seq);
		}
		if (message.ack() > 0) {
			header.put("ack", message.ack());
		}
		Body body = Body.of(message);
		if (message.binaries().size() > MAX_PACKET_BINARIES) {
			header.put("packed", true);
			body = Body.of(ByteBuffer.wrap(message.bytes()));
		}
		send("p2p:msg", header, body, message.size(), message);
	}

	/**
	 * Send a volatile event, now or never.
	 * @param message the event
	 * @param target whom it is for
	 * @param number its number
	 */
	public void sendVolatile(EncodedEvent message, RelayTarget target, long number) {
		ObjectNode header = target.in(Json.object()).put("room", this.room).put("n", number);
		this.session.tellVolatile(header, message);
	}

	@Override
	public void repeat(EncodedEvent event, String peer, long seq) {
		send(event, RelayTarget.to(peer), seq);
	}

	@Override
	public void path(String peer, long epoch) {
		send("p2p:path", Json.object().put("to", peer).put("epoch", epoch));
	}

	@Override
	public void stop(String peer, long id, @Nullable String code) {
		ObjectNode header = Json.object().put("to", peer).put("id", id);
		send("p2p:stop", (code != null) ? header.put("code", code) : header);
	}

	@Override
	public void upload(OutgoingTransfer transfer, String peer, int offset) {
		upload(transfer, RelayTarget.to(peer), offset);
	}

	/**
	 * Send a large event.
	 * @param transfer the event
	 * @param target whom it is for
	 * @param offset from where on
	 */
	public void upload(OutgoingTransfer transfer, RelayTarget target, int offset) {
		int free = roomFor(target) - Json.size(Json.object().put("event", transfer.event()));
		int partBytes = (int) Math.min(PART_BYTES, free * 0.75);
		if (partBytes > 0) {
			this.transfers.begin(transfer, target, offset, partBytes);
			return;
		}
		transfer.abandon(target.to());
		String text = "the header of an event is more than the server takes";
		String event = transfer.event().isEmpty() ? null : transfer.event();
		this.events.failed(Failure.of("too-large", text).event(event).peer(target.to()), transfer.message().ack());
	}

	@Override
	public void abort(OutgoingTransfer transfer, String peer) {
		this.transfers.abort(transfer, RelayTarget.to(peer));
	}

	RelayTransfers transfers() {
		return this.transfers;
	}

	private void sendPart(ObjectNode header, ByteBuffer bytes) {
		send("p2p:part", header, Body.of(bytes), bytes.remaining(), null);
	}

	/**
	 * A peer does not want the rest of a transfer.
	 * @param peer its id
	 * @param id the number of the transfer
	 * @param code why, if it cannot take it
	 */
	public void stopped(String peer, long id, @Nullable String code) {
		this.transfers.stop(peer, id, code);
	}

	/**
	 * A peer has gone.
	 * @param peer its id
	 */
	public void gone(String peer) {
		this.transfers.leaveOut(peer);
	}

	/**
	 * Send what it takes to open a link.
	 * @param peer whom it is for
	 * @param offerId the name of the connection
	 * @param signal what
	 * @return whether the server takes so much
	 */
	public boolean signal(String peer, String offerId, ObjectNode signal) {
		if (Json.size(signal) > roomFor(RelayTarget.to(peer))) {
			return false;
		}
		ObjectNode header = Json.object().put("toPeerId", peer).put("offerId", offerId);
		header.set("signal", signal);
		send("peer-signal", header);
		return true;
	}

	/**
	 * Tell the server what became of an attempt to open a link.
	 * @param peer the other end
	 * @param open whether it has opened
	 * @param ms the time that it took, in milliseconds
	 */
	public void report(String peer, boolean open, double ms) {
		ObjectNode header = Json.object().put("room", this.room).put("to", peer).put("open", open).put("ms", ms);
		// asks for an acknowledgement, so that a refusal comes there and not as a
		// `peer-error`
		if (this.session.isLive()) {
			this.session.request("p2p:link", header, (answer, why) -> {
			});
		}
	}

	/**
	 * Tell the others something else of this client.
	 * @param next what
	 */
	public void update(@Nullable JsonNode next) {
		this.membership.update(next);
	}

	/**
	 * Ask for ICE servers with fresh credentials.
	 * @param renewed gets the answer, without servers where there was none
	 */
	public void renewIce(Consumer<Fields> renewed) {
		if (this.session.isLive()) {
			this.session.request("p2p:ice", Json.object(), (answer, why) -> renewed.accept(answer));
		}
		else {
			renewed.accept(Fields.NONE);
		}
	}

	/**
	 * Leave the room.
	 */
	public void leave() {
		// also while a join is on its way: the server takes them in order
		send("p2p:leave", Json.object());
		this.membership.leave();
		this.session.remove(this.room);
		this.transfers.clear();
	}

	/**
	 * Disconnect, if this was the client's last room.
	 */
	public void release() {
		this.session.release();
	}

	/**
	 * What a relay asks for.
	 *
	 * @param room the name of the room
	 * @param webrtc whether this client can open links
	 * @param numClients the links that it holds at most, -1 for what the server allows
	 */
	public record Settings(String room, boolean webrtc, int numClients) {

	}

}

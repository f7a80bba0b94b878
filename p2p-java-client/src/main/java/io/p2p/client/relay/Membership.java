package io.p2p.client.relay;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import io.p2p.client.loop.Loop;
import io.p2p.client.loop.Timer;
import io.p2p.client.session.Entry;
import io.p2p.client.session.Lost;
import io.p2p.client.session.RoomListener;
import io.p2p.client.session.Session;
import io.p2p.client.stream.OutgoingTransfer;
import io.p2p.client.wire.EncodedEvent;
import io.p2p.client.wire.Failure;
import io.p2p.client.wire.Fields;
import io.p2p.client.wire.Json;
import io.p2p.client.wire.ServerEvent;

/**
 * This client's membership in one room on the server: joins, and takes what the server
 * tells of the room.
 */
final class Membership implements RoomListener {

	private static final double JOIN_RETRY_MS = 1_000;

	private static final Set<String> MEMBERSHIP = Set.of("peer-connect", "peer-update", "peer-disconnect", "p2p:lost",
			"p2p:links");

	private final Relay relay;

	private final Session session;

	private final Relay.Settings settings;

	private final RelayEvents events;

	private final Timer patience;

	private @Nullable JsonNode data;

	// what the join that is under way has said of this client
	private @Nullable JsonNode said;

	private boolean asked;

	private boolean in;

	private boolean left;

	// what the server sent to the room after a welcome that was lost with its connection:
	// it waits for the next welcome
	private @Nullable List<ServerEvent> early;

	// what the application was last told of why there is no connection
	private @Nullable String failure;

	Membership(Relay relay, Session session, Loop loop, Relay.Settings settings, @Nullable JsonNode data,
			RelayEvents events) {
		this.relay = relay;
		this.session = session;
		this.settings = settings;
		this.data = data;
		this.events = events;
		this.patience = new Timer(loop);
	}

	void leave() {
		this.patience.stop();
		this.in = false;
		this.left = true;
	}

	void update(@Nullable JsonNode next) {
		this.data = next;
		if (this.in) {
			sendData();
		}
	}

	private void sendData() {
		ObjectNode header = Json.object();
		if (this.data != null) {
			header.set("data", this.data);
		}
		this.relay.send("p2p:update", header);
	}

	@Override
	public @Nullable ObjectNode request() {
		if (this.in || this.left) {
			return null;
		}
		this.asked = true;
		// the data may be others when the answer comes
		this.said = this.data;
		ObjectNode join = Json.object().put("room", this.settings.room()).put("webrtc", this.settings.webrtc());
		if (this.settings.numClients() >= 0) {
			join.put("numClients", this.settings.numClients());
		}
		if (this.data != null) {
			join.set("data", this.data);
		}
		return join;
	}

	private void join() {
		ObjectNode request = request();
		if (request == null) {
			return;
		}
		if (Json.size(request) > this.relay.roomFor(null)) {
			refuse(Failure.of("too-large", "the data of this client is more than the server takes"));
		}
		else {
			this.session.request("p2p:join", request, this::answered);
		}
	}

	private void answered(Fields answer, @Nullable Failure cause) {
		// without a connection, the next connect asks again
		if (this.left || this.in || (cause != null && !this.session.isLive())) {
			return;
		}
		this.patience.stop();
		String code = answer.text("code");
		if (code != null) {
			refuse(Failure.of(code, answer.text("message", code)));
		}
		else if (cause != null || answer.text("peerId") == null) {
			// the server may have let this client in all the same
			this.early = (this.early != null) ? this.early : new ArrayList<>();
			this.events.report(Failure.of("join-failed", "the server did not answer"));
			this.patience.start(JOIN_RETRY_MS, () -> {
				if (this.session.isLive() && !this.in) {
					join();
				}
			});
		}
		else {
			// the application has set its data while the answer was on its way
			if (!Objects.equals(this.said, this.data)) {
				sendData();
			}
			welcome(answer);
		}
	}

	private void refuse(Failure why) {
		this.events.refused();
		this.events.report(Failure.of("join-failed", "the server refused: " + why.message())
			.cause(new RefusedByServer(why.code(), why.message())));
	}

	private void welcome(Fields answer) {
		List<ServerEvent> waiting = (this.early != null) ? this.early : List.of();
		this.early = null;
		this.in = true;
		this.events.joined(answer);
		ServerEvent.takeOnce(waiting, this::receive);
	}

	@Override
	public void connected(boolean asked, boolean resumed) {
		this.failure = null;
		if (this.in) {
			return;
		}
		// what comes before a room was asked for is of an earlier stay in it
		if (resumed && this.asked && this.early == null) {
			this.early = new ArrayList<>();
		}
		this.patience.stop();
		if (asked) {
			this.patience.start(Session.ANSWER_TIMEOUT_MS,
					() -> answered(Fields.NONE, Failure.of("timeout", "the server did not answer")));
		}
		else {
			join();
		}
	}

	@Override
	public void joined(Fields answer) {
		answered(answer, null);
	}

	@Override
	public void ended(Lost lost) {
		this.patience.stop();
		this.in = false;
		this.early = null;
		int missed = lost.missed() + this.relay.transfers().clear();
		this.events.ended(new Lost(lost.waiting(), missed));
	}

	@Override
	public void received(ServerEvent event) {
		if (this.in) {
			receive(event);
		}
		// the welcome has newer members and a newer plan
		else if (this.early != null && !MEMBERSHIP.contains(event.name()) && !event.header().flag("left")) {
			this.early.add(event);
		}
	}

	private void receive(ServerEvent event) {
		switch (event.name()) {
			case "peer-error" -> receiveError(event.header());
			case "p2p:sent" -> receiveSent(event.header());
			default -> this.events.received(event);
		}
	}

	private void receiveError(Fields error) {
		if (error.flag("left")) {
			// the server has taken this client out of the room: only the application
			// joins it again
			this.left = true;
			this.in = false;
			this.relay.transfers().clear();
			this.events.refused();
		}
		lose(Failure.of(error), error.text("event"), error.number("ack", 0), error.number("id", -1));
	}

	private void receiveSent(Fields sent) {
		OutgoingTransfer transfer = this.relay.transfers()
			.sent(sent.number("id", -1), sent.text("to"), sent.number("offset", 0));
		List<String> missed = sent.texts("missed");
		if (transfer != null && !missed.isEmpty()) {
			String event = transfer.event().isEmpty() ? null : transfer.event();
			this.events.report(Failure.of("too-large", "some peers could not take it").event(event).peers(missed));
		}
	}

	// what was sent gets no further than to the server
	private void lose(Failure why, @Nullable String sent, long ack, long id) {
		// what is to be stopped is a transfer of another client
		boolean ofTransfer = id >= 0 && !"p2p:stop".equals(sent);
		long asked = ofTransfer ? this.relay.transfers().refused(id, why.peerId()) : ack;
		if ("peer-signal".equals(sent)) {
			this.events.signalRefused(why);
		}
		// for further parts of a transfer that has ended already nobody needs to be
		// told again
		else if (asked >= 0) {
			this.events.failed(why, asked);
		}
	}

	@Override
	public void receivedVolatile(Fields header, byte[] rest, List<byte[]> binaries) {
		if (this.in) {
			this.events.receivedVolatile(header, rest, binaries);
		}
	}

	@Override
	public void failed(Failure why) {
		// told once, however often the client tries again; each time if it does not,
		// as after a refusal
		if (!why.code().equals(this.failure) || !this.session.isActive()) {
			this.events.report(why);
		}
		this.failure = why.code();
	}

	@Override
	public void abandoned(Failure why) {
		this.events.abandoned(why);
	}

	@Override
	public void gaveUp(Entry entry, boolean refused) {
		String signalled = text(entry, "toPeerId");
		String peer = (signalled != null) ? signalled : text(entry, "to");
		EncodedEvent message = entry.message();
		String ofPart = text(entry, "event");
		String event = (message != null) ? message.event() : (ofPart != null) ? ofPart : entry.event();
		Failure why = (refused ? Failure.of("too-large", "the server did not take it")
				: Failure.of("missed", "the connection did not outlive it"))
			.event(event)
			.peer(peer)
			.peers((peer != null) ? List.of(peer) : List.of());
		long id = entry.header().path("id").asLong(-1);
		lose(why, entry.event(), (message != null) ? message.ack() : 0, id);
	}

	private static @Nullable String text(Entry entry, String member) {
		return Fields.of(entry.header()).text(member);
	}

}

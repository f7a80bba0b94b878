package io.p2p.client.encryption;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

import io.p2p.client.session.Body;
import io.p2p.client.session.Entry;
import io.p2p.client.session.Lost;
import io.p2p.client.session.RoomListener;
import io.p2p.client.session.Session;
import io.p2p.client.wire.Failure;
import io.p2p.client.wire.Fields;
import io.p2p.client.wire.Json;
import io.p2p.client.wire.ServerEvent;

/**
 * Opens what comes in one room, which hears of it as if nothing had been sealed.
 */
final class SealedInput implements RoomListener {

	// what is sealed, and what of that the server tells too
	private static final Set<String> SEALED = Set.of("p2p:msg", "p2p:part", "p2p:path", "p2p:stop", "p2p:volatile",
			"peer-signal", "hi");

	private static final Set<String> UNBELIEVED = Set.of("p2p:path", "p2p:stop");

	private final Session session;

	private final Mates mates;

	private final SealedOutput output;

	private final RoomListener listener;

	private final Consumer<Failure> failures;

	// what comes before the server has let this client in, and told who is there
	private @Nullable List<ServerEvent> early = new ArrayList<>();

	SealedInput(Session session, Mates mates, SealedOutput output, RoomListener listener, Consumer<Failure> failures) {
		this.session = session;
		this.mates = mates;
		this.output = output;
		this.listener = listener;
		this.failures = failures;
	}

	// what is told with it is sealed under the id that the server gives: the room asks by
	// itself when there is a connection
	@Override
	public @Nullable ObjectNode request() {
		return null;
	}

	@Override
	public void connected(boolean asked, boolean resumed) {
		this.listener.connected(asked, resumed);
	}

	@Override
	public void joined(Fields answer) {
		this.listener.joined(answer);
	}

	/**
	 * The server has answered a join.
	 * @param use gets the answer with what can be known of the others
	 */
	void answered(Fields answer, Consumer<Fields> use) {
		if (answer.text("peerId") == null) {
			use.accept(answer);
			return;
		}
		ObjectNode opened = (ObjectNode) answer.json().deepCopy();
		opened.putArray("peers")
			.addAll(answer.objects("peers").stream().map((peer) -> learn(meet(peer))).map(Fields::json).toList());
		List<ServerEvent> waiting = (this.early != null) ? this.early : List.of();
		this.early = null;
		use.accept(Fields.of(opened));
		ServerEvent.takeOnce(waiting, this::received);
	}

	@Override
	public void ended(Lost lost) {
		this.output.restart();
		this.early = new ArrayList<>();
		this.mates.clear();
		this.listener.ended(lost);
	}

	@Override
	public void received(ServerEvent event) {
		Fields header = event.header();
		if (UNBELIEVED.contains(event.name())) {
			return;
		}
		if (SEALED.contains(event.name())) {
			if (this.early != null) {
				this.early.add(event);
			}
			else {
				arrive(header.text("from", header.text("fromPeerId", "")), sealed(header, event.binaries()));
			}
			return;
		}
		switch (event.name()) {
			case "peer-connect", "peer-update" -> told(event);
			case "peer-disconnect" -> {
				this.mates.gone(header.text("peerId", ""), this.early == null);
				this.listener.received(event);
			}
			default -> this.listener.received(Mates.OWN_NAME.equals(header.text("event")) ? nameless(event) : event);
		}
	}

	private void told(ServerEvent event) {
		String peer = event.header().text("peerId", "");
		// who has had the key, and has not gone, has it
		boolean isKnown = event.name().equals("peer-update") || this.mates.get(peer) != null;
		Fields info = meet(event.header());
		if (!info.flag("deaf") || !isKnown) {
			this.listener.received(new ServerEvent(event.name(), learn(info), event.rest(), event.binaries()));
		}
		else if (!this.mates.isDeaf(peer)) {
			suspect(peer);
		}
	}

	private Fields meet(Fields info) {
		return Fields.of(this.mates.meet(info, this.session.peerId()));
	}

	private Fields learn(Fields info) {
		this.mates.learn(info);
		return info;
	}

	// of what was sent sealed the server says no name
	private static ServerEvent nameless(ServerEvent event) {
		ObjectNode header = (ObjectNode) event.header().json().deepCopy();
		header.remove("event");
		return new ServerEvent(event.name(), Fields.of(header), event.rest(), event.binaries());
	}

	private static byte @Nullable [] sealed(Fields header, List<byte[]> binaries) {
		String signal = Fields.of(header.node("signal")).text(Mates.OWN_NAME);
		if (signal != null) {
			return Base64s.decode(signal);
		}
		return binaries.isEmpty() ? null : binaries.get(binaries.size() - 1);
	}

	@Override
	public void receivedVolatile(Fields header, byte[] rest, List<byte[]> binaries) {
		arrive(header.text("from", ""), sealed(header, binaries));
	}

	// something sealed has come, in an event of the protocol
	private void arrive(String from, byte @Nullable [] sealed) {
		Mate mate = this.mates.get(from);
		if (mate == null) {
			// that nothing is taken of whoever has no key has been told; the server has
			// none
			if (from.isEmpty()) {
				suspect(from);
			}
			return;
		}
		Opened opened = (sealed != null) ? mate.open(sealed) : null;
		if (opened == null || !SEALED.contains(opened.event()) || !opened.isFor(this.session.peerId())) {
			suspect(from);
		}
		else if (opened.isInOrder()) {
			accept(mate, opened);
		}
		else if (opened.event().equals("p2p:volatile") && mate.isDoubtful()) {
			doubt(mate);
		}
		else {
			take(mate, opened);
		}
	}

	private void accept(Mate mate, Opened opened) {
		for (Mate.Taken one : mate.admit(opened, this.session.peerId(), this.output.salt())) {
			if (one.order() == Mate.Order.INCOMPLETE) {
				this.failures.accept(Failure.of("incomplete", "something is missing").peer(mate.id()));
			}
			if (one.order() == Mate.Order.AGAIN) {
				suspect(mate.id());
			}
			else {
				take(mate, one.opened());
			}
		}
		doubt(mate);
	}

	private void doubt(Mate mate) {
		if (mate.ask()) {
			this.output.greet(mate, true);
		}
	}

	private void take(Mate mate, Opened opened) {
		if (opened.event().equals("hi")) {
			if (opened.header().flag("asks")) {
				this.output.greet(mate, false);
			}
			return;
		}
		ObjectNode header = Json.object().setAll((ObjectNode) opened.header().json());
		header.put("packed", true).put("from", mate.id()).put("fromPeerId", mate.id());
		List<byte[]> payload = List.of(opened.payload());
		if (opened.event().equals("p2p:volatile")) {
			this.listener.receivedVolatile(Fields.of(header), Body.ONE_BINARY, payload);
			return;
		}
		ServerEvent event = ServerEvent.of(opened.event(), header, Body.ONE_BINARY, payload);
		if (event != null) {
			this.listener.received(event);
		}
		else {
			suspect(mate.id());
		}
	}

	private void suspect(String peer) {
		this.failures.accept(Failure.of("tampered", "not what a peer sent").peer(peer));
	}

	@Override
	public void failed(Failure failure) {
		this.listener.failed(failure);
	}

	@Override
	public void abandoned(Failure failure) {
		this.listener.abandoned(failure);
	}

	@Override
	public void gaveUp(Entry entry, boolean refused) {
		this.listener.gaveUp(entry, refused);
	}

}

package io.p2p.client;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import io.p2p.client.file.FileEvents;
import io.p2p.client.mesh.Member;
import io.p2p.client.mesh.MemberEvents;
import io.p2p.client.mesh.MemberInfo;
import io.p2p.client.relay.RelayEvents;
import io.p2p.client.room.RoomState;
import io.p2p.client.room.Upgrades;
import io.p2p.client.session.Lost;
import io.p2p.client.stream.IncomingTransfers;
import io.p2p.client.wire.EncodedEvent;
import io.p2p.client.wire.Failure;
import io.p2p.client.wire.Fields;
import io.p2p.client.wire.ReceivedEvent;
import io.p2p.client.wire.ServerEvent;
import io.p2p.peer.Path;

/**
 * What comes in a room, from the server and from peers. Used in the loop of the room.
 */
final class Inbox implements RelayEvents, MemberEvents, Upgrades.Events, FileEvents {

	private static final String OTHER_KEY = "a peer has another key, or none";

	private final Room room;

	private final Arrivals arrivals;

	private final P2pOptions options;

	// the receivers of large events that are not complete
	private final Set<IncomingTransfers> receivers = new HashSet<>();

	Inbox(Room room, P2pOptions options) {
		this.room = room;
		this.arrivals = new Arrivals(room);
		this.options = options;
	}

	@Override
	public void joined(Fields welcome) {
		String id = welcome.text("peerId", "");
		this.room.mesh().joined(id, List.of());
		this.room.upgrades().useIce(welcome);
		// the plan first: an event to a peer that is to be linked waits from the start
		this.room.mesh().plan(welcome.texts("links"));
		for (Fields peer : welcome.objects("peers")) {
			connect(MemberInfo.of(peer));
		}
		this.room.welcomed(id);
	}

	@Override
	public void refused() {
		this.room.refused();
	}

	@Override
	public void ended(Lost lost) {
		if (this.room.outbox().state() == RoomState.JOINED) {
			this.room.end(RoomState.JOINING);
			this.room.outbox().keep(lost.waiting());
			report(Failure.of("session-lost", "this client was away").missed(lost.missed()));
		}
	}

	@Override
	public void received(ServerEvent event) {
		Fields header = event.header();
		switch (event.name()) {
			case "peer-connect" -> connect(MemberInfo.of(header));
			case "peer-update" -> update(header);
			case "peer-disconnect" -> disconnect(header.text("peerId", ""));
			case "p2p:lost" -> lost(header);
			case "p2p:msg" -> message(event);
			case "p2p:part" -> part(event);
			case "p2p:stop" -> stop(header);
			case "p2p:path" -> {
				Member member = this.room.mesh().member(header.text("from", ""));
				if (member != null) {
					member.incoming().announced(header.number("epoch", 0));
				}
			}
			case "peer-signal" ->
				this.room.mesh().signal(header.text("fromPeerId", ""), header.text("offerId"), header.node("signal"));
			case "p2p:links" -> this.room.mesh().plan(header.texts("peerIds"));
			default -> {
				// there are no others
			}
		}
	}

	private void connect(MemberInfo info) {
		boolean isNew = this.room.mesh().add(info);
		Member member = this.room.mesh().member(info.id());
		if (member != null) {
			this.room.snapshot();
			this.room.tell(member, isNew ? P2pListener::peerConnected : P2pListener::peerUpdated);
		}
		if (isNew && info.deaf()) {
			report(Failure.of("bad-key", OTHER_KEY).peer(info.id()));
		}
	}

	private void update(Fields header) {
		Member member = this.room.mesh().member(header.text("peerId", ""));
		if (member != null && !member.info().deaf()) {
			learn(member, member.info().data(header.node("data")));
		}
	}

	private void lost(Fields header) {
		Member member = this.room.mesh().member(header.text("peerId", ""));
		if (member != null) {
			learn(member, member.info().lost(header.flag("lost")));
			if (!header.flag("lost")) {
				this.room.mesh().retry(member.id());
			}
		}
	}

	private void learn(Member member, MemberInfo info) {
		member.learn(info);
		this.room.snapshot();
		this.room.tell(member, P2pListener::peerUpdated);
	}

	private void disconnect(String peer) {
		this.room.relay().gone(peer);
		this.room.files().gone(peer);
		Member member = this.room.mesh().remove(peer);
		if (member != null) {
			this.room.snapshot();
			this.room.tell(member, P2pListener::peerDisconnected);
		}
		this.room.pendingAcks().gone(peer, "not-answered", 0);
	}

	private void message(ServerEvent event) {
		Fields header = event.header();
		String from = header.text("from", "");
		ReceivedEvent received = read(header, event.rest(), event.binaries(), header.number("ack", 0));
		if (received == null) {
			report(Failure.of("bad-message", "a peer sent a bad event").peer(from));
			return;
		}
		Member member = this.room.mesh().member(from);
		boolean repeated = header.isNumber("seq");
		boolean isNew = !repeated || (member != null && member.incoming().repeated(header.number("seq", 0)));
		if (isNew && (member == null || !member.info().deaf())) {
			this.arrivals.deliver(from, received, Path.RELAY);
		}
	}

	private static @Nullable ReceivedEvent read(Fields header, byte[] rest, List<byte[]> binaries, long ack) {
		if (!header.flag("packed")) {
			return ReceivedEvent.of(rest, binaries, ack);
		}
		return binaries.isEmpty() ? null : ReceivedEvent.unpack(binaries.get(0), ack);
	}

	@Override
	public void receivedVolatile(Fields header, byte[] rest, List<byte[]> binaries) {
		String from = header.text("from", "");
		volatileEvent(from, header.number("n", -1), read(header, rest, binaries, 0), Path.RELAY);
	}

	@Override
	public void receivedVolatile(String peer, long number, byte[] bytes) {
		volatileEvent(peer, number, ReceivedEvent.unpack(bytes, -1), Path.WEBRTC);
	}

	private void volatileEvent(String from, long number, @Nullable ReceivedEvent event, Path path) {
		Member member = this.room.mesh().member(from);
		if (event == null) {
			report(Failure.of("bad-message", "a peer sent a bad event").peer(from));
		}
		else if (event.event() != null && member != null && !member.info().deaf()
				&& member.isNews(event.event(), number)) {
			this.arrivals.deliver(from, new ReceivedEvent(event.event(), 0, event.content(), event.binaries()), path);
		}
	}

	private void part(ServerEvent event) {
		Fields header = event.header();
		String from = header.text("from", "");
		Member member = this.room.mesh().member(from);
		if (event.binaries().isEmpty()) {
			report(Failure.of("bad-message", "a peer sent a bad part").peer(from));
		}
		else if (member != null && !member.info().deaf()) {
			member.part(header.number("id", 0), header.number("total", 0), header.number("offset", 0),
					event.binaries().get(0), false);
		}
	}

	private void stop(Fields header) {
		String from = header.text("from", "");
		long id = header.number("id", -1);
		// `too-large` is the only code that peers may tell each other; the others are
		// the server's
		String code = "too-large".equals(header.text("code")) ? "too-large" : null;
		Member member = this.room.mesh().member(from);
		if (member == null || !member.outgoing().stopped(id, code)) {
			this.room.relay().stopped(from, id, code);
		}
	}

	@Override
	public void complete(String peer, byte[] bytes, boolean link) {
		ReceivedEvent event = ReceivedEvent.unpack(bytes, -1);
		if (event == null) {
			report(Failure.of("bad-message", "a peer sent a bad event").peer(peer));
		}
		else {
			this.arrivals.deliver(peer, event, link ? Path.WEBRTC : Path.RELAY);
		}
	}

	@Override
	public IncomingTransfers receiver(String peer) {
		return new IncomingTransfers(peer, this.options.maxEventBytes(), this.receivers,
				new ReceivedParts(this.room, this, peer));
	}

	@Override
	public void unreachable(EncodedEvent message, String peer) {
		Failure failure = Failure.of("unreachable", "there is no link").event(message.event()).peers(List.of(peer));
		this.room.failed(failure, message.isQuestion() ? message.ack() : 0, List.of(peer));
	}

	@Override
	public void signalRefused(Failure failure) {
		this.room.mesh().signalRefused(failure);
	}

	@Override
	public void failed(Failure failure, long ack) {
		this.room.failed(failure, ack, failure.peerIds().isEmpty() ? null : failure.peerIds());
	}

	@Override
	public void report(Failure failure) {
		if (failure.code().equals("join-failed")) {
			this.room.refused(failure);
		}
		else {
			this.room.listeners().fail(failure);
		}
	}

	@Override
	public void abandoned(Failure failure) {
		this.room.abandoned(failure);
	}

	@Override
	public void changed() {
		this.room.snapshot();
		this.room.upgrades().changed();
	}

	@Override
	public void updated(Member member) {
		this.room.snapshot();
		this.room.tell(member, P2pListener::peerUpdated);
	}

	@Override
	public void ready() {
		this.room.listeners().tell("", P2pListener::ready);
	}

	@Override
	public void upgraded() {
		this.room.listeners().tell("", P2pListener::upgraded);
	}

	@Override
	public void rerouted(List<Member> members) {
		if (!members.isEmpty()) {
			this.room.snapshot();
			members.forEach((member) -> this.room.tell(member, P2pListener::transportChanged));
		}
	}

	@Override
	public void fileProgressed(long id, String event, @Nullable String peer, long loaded, long total, Runnable abort) {
		Progress progress = new Progress(id, event, peer, loaded, total, abort);
		this.room.listeners().tell((peer != null) ? peer : "", (listener) -> listener.progressed(progress));
	}

	@Override
	public void fileFailed(String code, String message, String event, @Nullable String peer,
			@Nullable Throwable cause) {
		report(Failure.of(code, message).event(event.isEmpty() ? null : event).peer(peer).cause(cause));
	}

}

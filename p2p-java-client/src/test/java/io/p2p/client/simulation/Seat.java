package io.p2p.client.simulation;

import java.util.List;
import java.util.Set;

import io.p2p.client.P2pException;
import io.p2p.client.P2pListener;
import io.p2p.client.P2pOptions;
import io.p2p.client.P2pPeer;
import io.p2p.client.PeerEvent;
import io.p2p.client.PeerFactory;
import io.p2p.client.RemotePeer;

/**
 * A client in a room, until it leaves.
 */
final class Seat implements P2pListener {

	// what is told as others, or this client, have left or were away
	private static final Set<String> OF_OTHERS = Set.of("link-failed", "session-lost", "unknown-peer", "aborted",
			"not-a-member");

	// three parts by link
	private static final int LARGE_BYTES = 80_000;

	private final Simulation life;

	final Simulation.Client client;

	final String room;

	private final String row;

	final P2pPeer peer;

	private String id = "";

	private int number;

	private boolean secret;

	boolean left;

	Seat(Simulation life, Simulation.Client client, String room) {
		this.life = life;
		this.client = client;
		this.room = room;
		this.row = client.name + "." + room + "." + ++client.joins;
		P2pOptions options = P2pOptions.builder().room(room).rtc(client.linked ? this.life.network : null).build();
		this.peer = PeerFactory.join(client.session, this.life.world, client.connections, options);
		this.peer.addListener(this);
		for (String event : List.of("text", "large", "volatile")) {
			this.peer.on(event, this::hear);
		}
		this.peer.on("question", (heard) -> {
			hear(heard);
			heard.answer("answer");
		});
	}

	/**
	 * The id that it has, or had last.
	 */
	String id() {
		this.peer.id().ifPresent((now) -> this.id = now);
		return this.id;
	}

	private List<String> receivers() {
		return this.peer.peers().stream().map(RemotePeer::id).toList();
	}

	private void sent(String itsRow, boolean large, List<String> receivers) {
		this.life.world.note("says", id(), itsRow, this.number, this.secret, receivers);
		this.life.ledger.sent(new Ledger.Sent(this.life.world.now(), id(), this.room, itsRow, this.number, this.secret,
				large, receivers));
	}

	/**
	 * Say something to everybody, or to one.
	 */
	void say() {
		List<String> others = receivers();
		this.number++;
		if (others.isEmpty() || this.life.world.chance(0.7)) {
			sent(this.row, false, others);
			this.peer.emit("text", this.row, this.number);
			return;
		}
		String one = this.life.world.anyOf(others);
		sent(this.row, false, List.of(one));
		this.peer.to(one).emit("text", this.row, this.number);
	}

	void sayLarge() {
		String itsRow = this.row + ".large" + ++this.number;
		sent(itsRow, true, receivers());
		this.peer.emit("large", itsRow, this.number, new byte[LARGE_BYTES]);
	}

	void sayVolatile() {
		this.peer.asVolatile().emit("volatile", this.row + ".volatile", ++this.number);
	}

	void ask() {
		List<String> others = receivers();
		if (others.isEmpty()) {
			return;
		}
		String one = this.life.world.anyOf(others);
		this.number++;
		sent(this.row, false, List.of(one));
		this.client.questions++;
		int asked = this.number;
		this.life.world.note("asks", this.row, asked, one);
		this.peer.to(one).ask("question", String.class, this.row, this.number).whenComplete((answer, failure) -> {
			this.life.world.note("answered", this.row, asked, String.valueOf(failure));
			this.client.questions--;
		});
	}

	private void hear(PeerEvent event) {
		String itsRow = event.argument(0, String.class);
		int itsNumber = event.argument(1, Integer.class);
		String from = event.sender().id();
		this.life.world.note("heard", this.row, id(), itsRow, itsNumber, from, event.sender().path());
		this.life.ledger.heard(this.row + " " + id(), id(), this.room, from, itsRow, itsNumber);
	}

	@Override
	public void failed(P2pException failure) {
		this.life.world.note("told", this.row, id(), failure.getMessage(), failure.peerIds());
		if (failure.code().equals("unreachable")) {
			failure.peerIds().forEach((receiver) -> this.life.ledger.unreachable(id(), receiver));
		}
		else if (!OF_OTHERS.contains(failure.code()) && !(isBack() && failure.code().equals("bad-message"))) {
			this.life.ledger.problem(this.row + " was told " + failure.getMessage());
		}
	}

	// of a large event that was under way when it left and came back, a part may come
	private boolean isBack() {
		return this.client.joins > Simulation.ROOMS.size();
	}

	void setSecret(boolean now) {
		this.secret = now;
		this.peer.setUseSockets(!now);
	}

	void leave() {
		this.life.world.note("leaves", this.row, id());
		this.left = true;
		this.life.ledger.gone(id(), this.room, this.life.world.now());
		this.peer.leave();
	}

}

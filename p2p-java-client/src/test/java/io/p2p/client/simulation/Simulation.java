package io.p2p.client.simulation;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import io.p2p.client.RemotePeer;
import io.p2p.client.link.Connections;

/**
 * A life of some clients in two rooms, on a network that breaks: the whole client from a
 * session up.
 */
public final class Simulation {

	static final List<String> ROOMS = List.of("one", "two");

	private static final int ACTIONS = 100;

	private static final double ACTION_MS = 1_500;

	private static final double SETTLE_MS = 300_000;

	final World world;

	private final SimulatedServer server;

	final SimulatedNetwork network;

	final Ledger ledger = new Ledger();

	// who is in private mode and has no link cannot answer
	private final boolean secretive;

	private final List<Client> clients = new ArrayList<>();

	private Simulation(long seed) {
		this.world = new World(seed);
		this.server = new SimulatedServer(this.world);
		this.network = new SimulatedNetwork(this.world);
		this.secretive = this.world.chance(0.5);
	}

	/**
	 * Live a life.
	 * @param seed what makes it the same each time
	 * @return what went wrong, empty if nothing has
	 */
	public static String play(long seed) {
		Simulation life = new Simulation(seed);
		try {
			life.live();
		}
		catch (RuntimeException ex) {
			life.ledger.problem(ex + " at " + List.of(ex.getStackTrace()).subList(0, 4));
		}
		List<String> problems = life.ledger.problems();
		return problems.isEmpty() ? "" : "seed " + seed + ", " + problems.size() + " problems: " + problems.get(0);
	}

	/**
	 * Live a life.
	 * @param seed what makes it the same each time
	 * @return a number for all that has happened, in its order
	 */
	static long trace(long seed) {
		Simulation life = new Simulation(seed);
		life.live();
		return life.world.happened();
	}

	private void live() {
		int count = 2 + this.world.below(3);
		for (int i = 0; i < count; i++) {
			this.clients.add(new Client("p" + i));
			this.world.pass(this.world.between(0, 500));
		}
		for (int i = 0; i < ACTIONS; i++) {
			act();
			this.world.pass(this.world.chance(0.4) ? 0 : this.world.between(0, ACTION_MS));
		}
		this.network.heal();
		this.clients.forEach((client) -> {
			client.session.goOnline();
			client.seats.forEach((seat) -> seat.peer.setUseSockets(true));
		});
		this.world.pass(SETTLE_MS);
		this.ledger.close();
		seats().forEach(this::look);
		this.clients.stream()
			.filter((client) -> client.questions > 0 && !this.secretive)
			.forEach((client) -> this.ledger.problem(client.name + " waits for " + client.questions + " answers"));
	}

	private Stream<Seat> seats() {
		return this.clients.stream().flatMap((client) -> client.seats.stream()).filter((seat) -> !seat.left);
	}

	private void act() {
		Client client = this.world.anyOf(this.clients);
		Seat seat = this.world.anyOf(client.seats);
		switch (this.world.below(24)) {
			case 0 -> this.network.disturb();
			case 1 -> {
				seat.say();
				seat.say();
				this.network.disturb();
			}
			case 2 -> seat.peer.setUsePeerConnection(this.world.chance(0.6));
			case 3 -> seat.setSecret(this.secretive && this.world.chance(0.5));
			case 4 -> client.session.goOffline();
			case 5, 6 -> client.session.goOnline();
			case 7 -> client.expire();
			case 8 -> client.move();
			case 9, 10 -> seat.sayLarge();
			case 11, 12 -> seat.ask();
			case 13, 14 -> seat.sayVolatile();
			default -> seat.say();
		}
	}

	// in the end everybody is there, linked with everybody
	private void look(Seat seat) {
		Set<String> wanted = new HashSet<>();
		seats().filter((other) -> other.room.equals(seat.room) && other != seat)
			.forEach((other) -> wanted.add(other.id()));
		for (RemotePeer peer : seat.peer.peers()) {
			if (!wanted.remove(peer.id())) {
				this.ledger.problem(seat.id() + " still sees " + peer.id());
			}
			else if (peer.webrtc() && seat.client.linked && !peer.linked()) {
				this.ledger.problem(seat.id() + " has no link with " + peer.id() + " in " + seat.room);
			}
		}
		wanted.forEach((id) -> this.ledger.problem(seat.id() + " does not see " + id));
	}

	final class Client {

		final String name;

		final SimulatedSession session;

		final Connections connections = new Connections();

		final boolean linked;

		private final List<Seat> seats = new ArrayList<>();

		int joins;

		// those that have no answer yet
		int questions;

		Client(String name) {
			this.name = name;
			this.linked = Simulation.this.world.chance(0.9);
			this.session = new SimulatedSession(Simulation.this.world, Simulation.this.server, name);
			ROOMS.forEach((room) -> this.seats.add(new Seat(Simulation.this, this, room)));
		}

		/**
		 * Lose the session, if it is away.
		 */
		void expire() {
			if (!this.session.isLive()) {
				Simulation.this.ledger.ended(this.session.peerId());
				this.session.expire();
			}
		}

		/**
		 * Leave a room, and join it again.
		 */
		void move() {
			int index = Simulation.this.world.below(this.seats.size());
			Seat seat = this.seats.get(index);
			if (!seat.id().isEmpty()) {
				seat.leave();
				this.seats.set(index, new Seat(Simulation.this, this, seat.room));
			}
		}

	}

}

package io.p2p.client.simulation;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.p2p.client.rtc.RtcConfiguration;
import io.p2p.client.rtc.RtcConnection;
import io.p2p.client.rtc.RtcEngine;

/**
 * Connections that come about or not, break, and come back.
 */
final class SimulatedNetwork implements RtcEngine {

	private final World world;

	private final Map<String, SimulatedConnection> connections = new LinkedHashMap<>();

	private int last;

	private boolean sound;

	SimulatedNetwork(World world) {
		this.world = world;
	}

	@Override
	public RtcConnection connect(RtcConfiguration configuration, RtcConnection.Events events) {
		String id = "c" + ++this.last;
		SimulatedConnection connection = new SimulatedConnection(this.world, this, id, events);
		this.connections.put(id, connection);
		return connection;
	}

	SimulatedConnection find(String id) {
		return this.connections.get(id);
	}

	void forget(String id) {
		this.connections.remove(id);
	}

	/**
	 * Whether a connection comes about, or comes back.
	 */
	boolean works() {
		return this.sound || this.world.chance(0.8);
	}

	/**
	 * Whether a channel does not take a message.
	 */
	boolean refuses() {
		return !this.sound && this.world.chance(0.01);
	}

	/**
	 * From now on everything works.
	 */
	void heal() {
		this.sound = true;
		this.connections.values().forEach(SimulatedConnection::goOn);
	}

	/**
	 * Something happens to a connection.
	 */
	void disturb() {
		List<SimulatedConnection> connected = new ArrayList<>(this.connections.values());
		connected.removeIf((one) -> !one.isConnected());
		if (connected.isEmpty()) {
			return;
		}
		SimulatedConnection one = this.world.anyOf(connected);
		this.world.note("disturbs", one);
		switch (this.world.below(4)) {
			case 0 -> one.die();
			case 1 -> one.falter();
			case 2 -> {
				// nobody says a word, for a while or for ever
				one.stop();
				this.world.schedule(one::goOn, this.world.between(0, 40_000));
			}
			default -> one.closeChannel();
		}
	}

}

package io.p2p.client.room;

import tools.jackson.databind.node.ObjectNode;

import io.p2p.client.mesh.Signals;
import io.p2p.client.relay.Relay;

/**
 * Signals of a room, by its relay.
 *
 * @param relay the relay of the room
 * @since 0.1.0
 */
public record RoomSignals(Relay relay) implements Signals {

	@Override
	public boolean signal(String peer, String offerId, ObjectNode signal) {
		return this.relay.signal(peer, offerId, signal);
	}

	@Override
	public void report(String peer, boolean open, double ms) {
		this.relay.report(peer, open, ms);
	}

}

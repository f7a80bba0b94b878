package io.p2p.relay;

import java.util.List;
import java.util.Map;

import io.p2p.codec.PeerMessageCodec;
import io.p2p.peer.Peer;
import io.p2p.peer.PeerSender;
import io.p2p.peer.RawMessage;
import io.p2p.room.Room;

/**
 * Delivers volatile events to the peers of this server that take them now.
 */
final class VolatileDelivery {

	private final PeerSender peerSender;

	private final RelayCounts counts;

	VolatileDelivery(PeerSender peerSender, RelayCounts counts) {
		this.peerSender = peerSender;
		this.counts = counts;
	}

	/**
	 * Deliver an event.
	 * @param header has the receivers; those at other servers are passed over
	 * @param number the number of the event, as its sender counts
	 */
	void deliver(Peer sender, Room room, RelayHeader header, long number, RawMessage message) {
		Audience audience = new Audience(sender, room, header);
		send(audience.plain(), message);
		if (!audience.library().isEmpty()) {
			Map<String, Object> envelope = Map.of("room", room.name(), "from", sender.id().value(), "n", number);
			send(audience.library(), PeerMessageCodec.PROTOCOL.wrap("p2p:volatile", envelope, message));
		}
	}

	private void send(List<Peer> recipients, RawMessage message) {
		this.peerSender.sendVolatile(recipients, message, this.counts::drop);
	}

}

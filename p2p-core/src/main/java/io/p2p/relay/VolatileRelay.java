package io.p2p.relay;

import io.p2p.peer.ErrorCode;
import io.p2p.peer.EventLimits;
import io.p2p.peer.Peer;
import io.p2p.peer.RawMessage;
import io.p2p.peer.RefusedException;
import io.p2p.relay.queue.KeyedSerialQueue;
import io.p2p.relay.queue.Reply;
import io.p2p.room.Stay;

/**
 * Relays volatile events ({@code docs/protocol.md}) to those who take them now. They
 * never wait behind the sender's other events.
 */
final class VolatileRelay {

	private final RelayListeners listeners;

	private final KeyedSerialQueue queues;

	private final RoomCarrier carrier;

	VolatileRelay(RelayListeners listeners, KeyedSerialQueue queues, RoomCarrier carrier) {
		this.listeners = listeners;
		this.queues = queues;
		this.carrier = carrier;
	}

	void relay(Peer sender, Stay stay, RelayHeader header, RawMessage message, Reply reply) {
		header.checkVolatile();
		check(message);
		RelayListener listener = this.listeners.find(message.event());
		if (listener == null) {
			this.carrier.volatileEvent(sender, stay, header, message);
			reply.acknowledge();
		}
		else if (this.queues.isIdle(sender)) {
			handle(listener, sender, stay, header, message, reply);
		}
		else {
			// Handlers see one event of a sender at a time: this one does not wait for
			// that, and would be old by then.
			this.carrier.counts().drop();
			reply.acknowledge();
		}
	}

	// Of no size, as it waits alone: the sender is not held up for it.
	private void handle(RelayListener listener, Peer sender, Stay stay, RelayHeader header, RawMessage message,
			Reply reply) {
		this.queues.inOrder(sender, 0, () -> listener.onMessage(sender, stay.room(), message, 0), (outcome) -> {
			if (outcome instanceof RelayOutcome.Relayed relayed) {
				stay.check();
				check(relayed.message());
				this.carrier.volatileEvent(sender, stay, header, relayed.message());
			}
			reply.acknowledge();
		}, reply);
	}

	private static void check(RawMessage message) {
		if (!EventLimits.isForPlain(message)) {
			throw new RefusedException(ErrorCode.TOO_LARGE,
					"A volatile event has at most " + EventLimits.MAX_PLAIN_BINARIES + " binaries");
		}
	}

}

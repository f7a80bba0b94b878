package io.p2p.relay;

import java.util.List;

import org.jspecify.annotations.Nullable;

import io.p2p.codec.PeerMessageCodec;
import io.p2p.peer.ErrorCode;
import io.p2p.peer.EventLimits;
import io.p2p.peer.Peer;
import io.p2p.peer.PeerSender;
import io.p2p.peer.RawMessage;
import io.p2p.peer.RefusedException;
import io.p2p.room.Room;
import io.p2p.room.Stay;

/**
 * Sends an event to its receivers, in the form that their clients take.
 */
final class RelayDelivery {

	private final PeerSender peerSender;

	private final StreamRelay streams;

	private final RelayCounts counts;

	RelayDelivery(PeerSender peerSender, StreamRelay streams, RelayCounts counts) {
		this.peerSender = peerSender;
		this.streams = streams;
		this.counts = counts;
	}

	/**
	 * Send an event to its receivers, and acknowledge it.
	 * @param handedOver run when all sessions have it; {@code null} if nobody waits
	 */
	void deliver(Peer sender, Stay stay, RelayHeader header, RawMessage message, @Nullable Runnable handedOver,
			Reply reply) {
		// the sender may have left the room while a handler ran
		stay.check();
		stay.countRelayed();
		Room room = stay.room();
		Audience audience = new Audience(sender, room, header);
		List<Peer> plain = EventLimits.isForPlain(message) ? audience.plain() : List.of();
		List<Peer> library = audience.library();
		this.counts.add(message.size(), plain.size() + library.size());
		if (!plain.isEmpty() && header.ack() == null) {
			// library peers are sent to last: their sessions end the measurement
			send(plain, message, library.isEmpty() ? handedOver : null);
		}
		else if (!plain.isEmpty()) {
			this.peerSender.ask(plain, message,
					(peer, answer) -> this.streams.answer(peer, sender, room, header, answer));
		}
		if (!library.isEmpty()) {
			send(library, PeerMessageCodec.PROTOCOL.wrap("p2p:msg", Audience.envelope(sender, room, header), message),
					handedOver);
		}
		if (plain.size() == audience.plain().size()) {
			reply.acknowledge();
		}
		else {
			reply.refuse(tooMany(audience.plain()));
		}
	}

	private static RefusedException tooMany(List<Peer> plain) {
		return new RefusedException(ErrorCode.TOO_LARGE,
				"A client without the library takes at most " + EventLimits.MAX_PLAIN_BINARIES + " binaries",
				plain.stream().map((peer) -> peer.id().value()).toList());
	}

	void send(List<Peer> recipients, RawMessage message, @Nullable Runnable handedOver) {
		if (handedOver != null) {
			this.peerSender.send(recipients, message, handedOver);
		}
		else {
			this.peerSender.send(recipients, message);
		}
	}

}

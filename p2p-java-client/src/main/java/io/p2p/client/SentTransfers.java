package io.p2p.client;

import java.util.List;

import org.jspecify.annotations.Nullable;

import io.p2p.client.stream.OutgoingTransfer;
import io.p2p.client.wire.EncodedEvent;
import io.p2p.client.wire.Failure;

/**
 * What becomes of large events that this client sends.
 */
final class SentTransfers implements OutgoingTransfer.Events {

	private final Room room;

	SentTransfers(Room room) {
		this.room = room;
	}

	@Override
	public void progressed(OutgoingTransfer transfer, int loaded) {
		Progress progress = new Progress(transfer.id(), transfer.event(), null, loaded, transfer.total(),
				() -> this.room.inLoop(transfer::abort));
		this.room.listeners().tell("", (listener) -> listener.progressed(progress));
	}

	@Override
	public void ended(OutgoingTransfer transfer, @Nullable String peer, @Nullable String code) {
		EncodedEvent message = transfer.message();
		long ack = message.isQuestion() ? message.ack() : 0;
		if (peer == null) {
			this.room.failed(Failure.of("aborted", "this client gave an event up").event(message.event()), ack, null);
		}
		else if (code != null) {
			List<String> one = List.of(peer);
			this.room.failed(Failure.of(code, "a peer could not take it").event(message.event()).peers(one), ack, one);
		}
		else if (message.event() != null) {
			this.room.pendingAcks().gone(peer, "aborted", message.ack());
		}
	}

}

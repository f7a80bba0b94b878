package io.p2p.client;

import org.jspecify.annotations.Nullable;

import io.p2p.client.mesh.Member;
import io.p2p.client.mesh.MemberEvents;
import io.p2p.client.stream.IncomingTransfers;
import io.p2p.client.wire.Failure;

/**
 * What becomes of large events that one peer sends.
 */
final class ReceivedParts implements IncomingTransfers.Events {

	private final Room room;

	private final MemberEvents events;

	private final String peer;

	ReceivedParts(Room room, MemberEvents events, String peer) {
		this.room = room;
		this.events = events;
		this.peer = peer;
	}

	@Override
	public void complete(byte[] bytes, boolean link) {
		this.events.complete(this.peer, bytes, link);
	}

	@Override
	public void progressed(long id, String event, int loaded, int total, Runnable abort) {
		Progress progress = new Progress(id, event, this.peer, loaded, total, () -> this.room.inLoop(abort));
		this.room.listeners().tell(this.peer, (listener) -> listener.progressed(progress));
	}

	@Override
	public void stop(long id, @Nullable String code) {
		Member member = this.room.mesh().member(this.peer);
		if (member != null) {
			member.outgoing().stop(id, code);
		}
	}

	@Override
	public void failed(Failure failure) {
		this.events.report(failure);
	}

}

package io.p2p.room.replica;

import java.util.Objects;
import java.util.concurrent.CompletableFuture;

import io.p2p.peer.LocalPeer;
import io.p2p.room.Room.Position;
import io.p2p.room.log.LocalRoom;
import io.p2p.room.log.RoomEntry;

/**
 * Joins of peers that are members already by way of another server, with which the
 * welcome was lost: they get what was for them since then, and then the welcome.
 */
final class Rejoins {

	private final ReplicatedRoomLog log;

	private volatile RoomReturn returns = (room, peer, since) -> CompletableFuture.completedFuture(false);

	Rejoins(ReplicatedRoomLog log) {
		this.log = log;
	}

	/**
	 * Set what has the peers go on.
	 */
	void by(RoomReturn action) {
		this.returns = action;
	}

	/**
	 * Begin such a join.
	 * @param result completed when the peer has joined
	 */
	<R> void begin(LocalRoom room, RoomEntry.Join join, CompletableFuture<R> result) {
		LocalPeer peer = (LocalPeer) join.member().peer();
		Position now = Objects.requireNonNull(room.position(), "A room that is followed has a position");
		this.returns.comeBack(room.name(), peer, new Position(now.epoch(), room.joinedAt(peer.id())))
			.whenComplete((complete, failure) -> {
				if (failure != null || !complete) {
					// the log does not reach back so far: others hear that it comes anew
					this.log.append(room.name(), new RoomEntry.Leave(peer.id(), null, 0), peer.generation());
				}
				this.log.append(room.name(), join).whenComplete((joined, refusal) -> {
					if (refusal != null) {
						result.completeExceptionally(refusal);
					}
					else {
						result.complete(PendingEntries.cast(joined));
					}
				});
			});
	}

}

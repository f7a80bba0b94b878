package io.p2p.room.replica;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import io.p2p.cluster.AppendOutcome;
import io.p2p.cluster.ClusterUnavailableException;
import io.p2p.cluster.Rejection;
import io.p2p.peer.ErrorCode;
import io.p2p.peer.LocalPeer;
import io.p2p.peer.Peer;
import io.p2p.peer.PeerId;
import io.p2p.peer.RefusedException;
import io.p2p.room.log.RoomEntry;
import io.p2p.room.log.SharedEntry;

/**
 * The entries that this server has appended to shared logs and that have not come back
 * from there. Thread-safe.
 */
final class PendingEntries {

	private final Map<Long, PendingEntry<?>> entries = new ConcurrentHashMap<>();

	private final AtomicLong tags = new AtomicLong();

	private final Function<PeerId, @Nullable Peer> localPeers;

	PendingEntries(Function<PeerId, @Nullable Peer> localPeers) {
		this.localPeers = localPeers;
	}

	boolean isEmpty() {
		return this.entries.isEmpty();
	}

	/**
	 * Add an entry.
	 * @return the tag under which it is to be appended
	 */
	long add(PendingEntry<?> entry) {
		long tag = this.tags.incrementAndGet();
		this.entries.put(tag, entry);
		return tag;
	}

	/**
	 * Take an entry that has come back from the log.
	 */
	@Nullable PendingEntry<?> take(long tag) {
		return this.entries.remove(tag);
	}

	/**
	 * Fail all entries: nothing more is heard of them.
	 */
	void abandon() {
		this.entries.keySet().forEach((tag) -> ended(tag, null, new ClusterUnavailableException("Stopped", null)));
	}

	/**
	 * Handle what has become of an entry, which has been taken if it has come to the log.
	 */
	void ended(long tag, @Nullable AppendOutcome outcome, @Nullable Throwable failure) {
		PendingEntry<?> entry = this.entries.remove(tag);
		Rejection why = (outcome != null) ? outcome.rejection() : null;
		if (entry != null && failure != null) {
			entry.result()
				.completeExceptionally((failure instanceof ClusterUnavailableException)
						? new RefusedException(ErrorCode.BUSY, "The server cannot reach what it shares with others")
						: failure);
		}
		else if (entry != null && why != null) {
			rejected(entry, why);
		}
	}

	private <R> void rejected(PendingEntry<R> pending, Rejection why) {
		RoomEntry<R> entry = pending.entry();
		PeerId peer = entry.peer();
		if (why == Rejection.FULL) {
			refuse(pending, ErrorCode.ROOM_FULL, "The room takes no more peers");
		}
		else if (why == Rejection.DUPLICATE) {
			// the peer has repeated it after a loss: it has been done
			pending.result().complete(cast(true));
		}
		else if (why == Rejection.SUPERSEDED) {
			if (peer != null && this.localPeers.apply(peer) instanceof LocalPeer local
					&& local.generation() == pending.generation()) {
				local.superseded();
			}
			refuse(pending, ErrorCode.NOT_A_MEMBER, "The peer has come back at another server");
		}
		else if (entry instanceof SharedEntry.Event && peer != null) {
			refuse(pending, ErrorCode.NOT_A_MEMBER, "The sender is no longer in that room");
		}
		else {
			pending.result().complete(cast((entry instanceof RoomEntry.Move) ? Optional.empty() : false));
		}
	}

	private static void refuse(PendingEntry<?> pending, ErrorCode code, String message) {
		pending.result().completeExceptionally(new RefusedException(code, message));
	}

	@SuppressWarnings({ "unchecked", "TypeParameterUnusedInFormals" }) // what may be
																		// repeated gives
																		// a Boolean
	static <R> R cast(Object value) {
		return (R) value;
	}

}

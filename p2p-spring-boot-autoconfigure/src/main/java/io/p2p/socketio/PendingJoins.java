package io.p2p.socketio;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiPredicate;
import java.util.function.Consumer;

import io.p2p.peer.ErrorCode;
import io.p2p.peer.RefusedException;

/**
 * The joins that wait for what the application has to say first. Until then a peer may
 * have left the room, or gone: it joins nothing any more.
 */
final class PendingJoins {

	private final Map<SocketPeer, Set<Pending>> pending = new ConcurrentHashMap<>();

	private final BiPredicate<NamespaceConnection, SocketPeer> isCurrent;

	/**
	 * Create the joins.
	 * @param isCurrent whether a connection is that of a peer; asked on its loop
	 */
	PendingJoins(BiPredicate<NamespaceConnection, SocketPeer> isCurrent) {
		this.isCurrent = isCurrent;
	}

	/**
	 * Go on with a join: at once if what it waits for is there, else later on the loop of
	 * the peer's connection, if it still has that.
	 */
	<T> void await(SocketPeer peer, String room, SocketReply reply, CompletionStage<T> awaited, Consumer<T> join) {
		CompletableFuture<T> future = awaited.toCompletableFuture();
		if (future.isDone()) {
			join.accept(future.join());
			return;
		}
		NamespaceConnection connection = peer.connection();
		Pending one = new Pending(room);
		this.pending.computeIfAbsent(peer, (key) -> ConcurrentHashMap.newKeySet()).add(one);
		awaited.thenAccept((value) -> connection.session().inOrder(() -> {
			boolean wanted = remove(peer, one);
			if (this.isCurrent.test(connection, peer)) {
				goOn(reply, wanted, () -> join.accept(value));
			}
		}));
	}

	private void goOn(SocketReply reply, boolean wanted, Runnable join) {
		try {
			if (!wanted) {
				throw new RefusedException(ErrorCode.NOT_A_MEMBER, "The peer has left the room meanwhile");
			}
			join.run();
		}
		catch (RefusedException ex) {
			reply.refuse(ex);
		}
	}

	/**
	 * Forget the joins of a room that the peer has left.
	 */
	void leave(SocketPeer peer, String room) {
		Set<Pending> ofPeer = this.pending.get(peer);
		if (ofPeer != null) {
			ofPeer.removeIf((one) -> one.room.equals(room));
		}
	}

	private boolean remove(SocketPeer peer, Pending one) {
		boolean[] removed = new boolean[1];
		this.pending.computeIfPresent(peer, (key, ofPeer) -> {
			removed[0] = ofPeer.remove(one);
			return ofPeer.isEmpty() ? null : ofPeer;
		});
		return removed[0];
	}

	// no record: each is another, although of the same room
	private static final class Pending {

		private final String room;

		Pending(String room) {
			this.room = room;
		}

	}

}

package io.p2p.socketio.peer;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.p2p.peer.ErrorCode;
import io.p2p.peer.Peer;
import io.p2p.peer.RefusedException;
import io.p2p.relay.KeyedSerialQueue;
import io.p2p.relay.Reply;
import io.p2p.room.Room;
import io.p2p.room.RoomAuthorizer;
import io.p2p.room.RoomManager;

/**
 * The way into a room: asks the application who may join, and what else is to be known
 * before, off the event loop. What one peer asks for keeps its order meanwhile; if nobody
 * is to be asked, it happens at once.
 *
 * @since 0.1.0
 */
public final class RoomJoinService {

	private static final Logger logger = LoggerFactory.getLogger(RoomJoinService.class);

	private final KeyedSerialQueue queues = new KeyedSerialQueue();

	private final RoomManager rooms;

	private final @Nullable RoomAuthorizer authorizer;

	private final Executor executor;

	/**
	 * Create a service.
	 * @param rooms where the peers are
	 * @param authorizer who is asked, {@code null} to let everybody in
	 * @param executor where; a task that it rejects is a join refused as busy
	 */
	public RoomJoinService(RoomManager rooms, @Nullable RoomAuthorizer authorizer, Executor executor) {
		this.rooms = rooms;
		this.authorizer = authorizer;
		this.executor = executor;
	}

	/**
	 * Let a peer into a room, if it may join and has not gone until that is known.
	 * @param <T> what the peer needs for it
	 * @param room the name of the room
	 * @param size the bytes that the request keeps in memory
	 * @param reply the way back to the peer, told of a refusal
	 * @param prepare what finds that, once the peer may join
	 * @param join what lets it in
	 * @throws RefusedException if that is known at once
	 */
	<T> void join(SocketPeer peer, String room, long size, Reply reply, Supplier<CompletionStage<T>> prepare,
			Function<T, CompletionStage<?>> join) {
		if (room.length() > Room.MAX_NAME_LENGTH) {
			throw new RefusedException(ErrorCode.BAD_REQUEST,
					"A room's name has at most " + Room.MAX_NAME_LENGTH + " characters");
		}
		CompletableFuture<T> known = (this.authorizer == null && this.queues.isIdle(peer))
				? prepare.get().toCompletableFuture() : null;
		if (known != null && known.isDone()) {
			untilDone(peer, size, reply, () -> enter(peer, known.join(), join));
			return;
		}
		inOrder(peer, size, reply, () -> ((known != null) ? known : ask(peer, room).thenCompose((may) -> prepare.get()))
			.thenComposeAsync((prepared) -> enter(peer, prepared, join), reply.inOrder()));
	}

	/**
	 * Do something behind what the peer has asked for before.
	 */
	void inOrder(SocketPeer peer, long size, Reply reply, Runnable step) {
		this.queues.inOrder(peer, size, null, (nothing) -> step.run(), reply);
	}

	private void inOrder(SocketPeer peer, long size, Reply reply, Supplier<CompletionStage<?>> step) {
		this.queues.inOrder(peer, size, step, (nothing) -> {
		}, reply);
	}

	/**
	 * Begin something behind what the peer has asked for before, and let what it asks for
	 * later wait for its end.
	 */
	void untilDone(SocketPeer peer, long size, Reply reply, Supplier<CompletionStage<?>> step) {
		if (!this.queues.isIdle(peer)) {
			inOrder(peer, size, reply, step);
			return;
		}
		CompletableFuture<?> begun = step.get().toCompletableFuture();
		if (!begun.isDone() || begun.isCompletedExceptionally()) {
			inOrder(peer, size, reply, () -> begun);
		}
	}

	void forget(SocketPeer peer) {
		this.queues.forget(peer);
	}

	// whether nobody waits to be let in, and nothing waits behind that
	boolean isIdle() {
		return this.queues.isIdle();
	}

	// the loops have stopped: what waits will not come to its end
	void abandon() {
		this.queues.abandon();
	}

	private CompletionStage<@Nullable Void> ask(SocketPeer peer, String room) {
		RoomAuthorizer asked = this.authorizer;
		if (asked == null || this.rooms.isInvited(peer.id(), room)) {
			return CompletableFuture.completedFuture(null);
		}
		try {
			return CompletableFuture.runAsync(() -> {
				if (!peer.isGone()) {
					check(asked, peer, room);
				}
			}, this.executor);
		}
		catch (RejectedExecutionException ex) {
			return CompletableFuture
				.failedFuture(new RefusedException(ErrorCode.BUSY, "The server cannot decide at the moment"));
		}
	}

	private static void check(RoomAuthorizer asked, Peer peer, String room) {
		boolean may;
		try {
			may = asked.mayJoin(peer, room);
		}
		catch (RefusedException ex) {
			throw ex;
		}
		catch (RuntimeException | Error ex) {
			logger.warn("{} is refused because the RoomAuthorizer failed with {}", peer, ex.getClass().getName());
			logger.debug("The failure", ex);
			throw new RefusedException(ErrorCode.ROOM_REFUSED, "The server could not decide");
		}
		if (!may) {
			throw new RefusedException(ErrorCode.ROOM_REFUSED, "This peer may not join the room");
		}
	}

	// the peer may go at any moment, on another thread, and leave its rooms then
	private <T> CompletionStage<?> enter(SocketPeer peer, T prepared, Function<T, CompletionStage<?>> join) {
		if (peer.isGone()) {
			return CompletableFuture.completedFuture(null);
		}
		return join.apply(prepared).whenComplete((joined, failure) -> {
			if (peer.isGone()) {
				this.rooms.leaveAll(peer);
			}
		});
	}

}

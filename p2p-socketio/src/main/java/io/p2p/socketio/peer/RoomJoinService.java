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
 * Lets peers into rooms: asks the application's {@link RoomAuthorizer} on an executor,
 * and keeps the order of each peer's requests meanwhile. Without an authorizer, a peer
 * joins at once. Called on the event loop of the peer's connection.
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
	 * @param rooms the rooms of the server
	 * @param authorizer decides who may join, {@code null} to let everybody in
	 * @param executor runs the authorizer; if it rejects a task, the join is refused
	 */
	public RoomJoinService(RoomManager rooms, @Nullable RoomAuthorizer authorizer, Executor executor) {
		this.rooms = rooms;
		this.authorizer = authorizer;
		this.executor = executor;
	}

	/**
	 * Let a peer into a room, if it may join and has not gone meanwhile.
	 * @param <T> what is prepared for the join
	 * @param room the name of the room
	 * @param size the bytes that the request keeps in memory
	 * @param reply refuses the request
	 * @param prepare prepares the join, once the peer may join
	 * @param join lets the peer in
	 * @throws RefusedException if the join is refused at once
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
	 * Run a step behind the earlier requests of the peer.
	 */
	void inOrder(SocketPeer peer, long size, Reply reply, Runnable step) {
		this.queues.inOrder(peer, size, null, (nothing) -> step.run(), reply);
	}

	private void inOrder(SocketPeer peer, long size, Reply reply, Supplier<CompletionStage<?>> step) {
		this.queues.inOrder(peer, size, step, (nothing) -> {
		}, reply);
	}

	/**
	 * Run a step behind the earlier requests of the peer, and have its later ones wait
	 * until the step has ended.
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

	// whether no request waits
	boolean isIdle() {
		return this.queues.isIdle();
	}

	// counts no waiting request any more, as the event loops have stopped
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

	// The peer may leave its rooms on another thread while it joins: leave this one too.
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

package io.p2p.signaling;

import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.p2p.peer.ErrorCode;
import io.p2p.peer.EventLimits;
import io.p2p.peer.Peer;
import io.p2p.peer.PeerId;
import io.p2p.peer.RawJson;
import io.p2p.peer.RefusedException;
import io.p2p.relay.queue.KeyedSerialQueue;
import io.p2p.relay.queue.Reply;
import io.p2p.room.Room;
import io.p2p.room.RoomAuthorizer;
import io.p2p.room.RoomManager;
import io.p2p.room.RoomMember;

/**
 * The way into a room and out of it. Asks the application who may join, and what else is
 * to be known before, off the peer's thread. What one peer asks for keeps its order
 * meanwhile; if nobody is to be asked, it happens at once.
 *
 * @since 0.1.0
 */
public final class RoomJoinService {

	private static final Logger logger = LoggerFactory.getLogger(RoomJoinService.class);

	private static final int MAX_DATA = 16 * 1024;

	private static final CompletionStage<?> NOTHING = CompletableFuture.completedFuture("");

	private final KeyedSerialQueue queues = new KeyedSerialQueue();

	private final MemberLists members = new MemberLists();

	private final RoomManager rooms;

	private final @Nullable RoomAuthorizer authorizer;

	private final Executor executor;

	private final IceLookup iceServers;

	private final int numClients;

	private final int maxPayload;

	/**
	 * Create a service.
	 * @param rooms where the peers are
	 * @param authorizer who is asked, {@code null} to let everybody in
	 * @param executor where; a task that it rejects is a join refused as busy
	 * @param iceServers what library peers are told to use
	 * @param numClients how many links a peer holds at most
	 * @param maxPayload the bytes that one Socket.IO packet may have
	 */
	public RoomJoinService(RoomManager rooms, @Nullable RoomAuthorizer authorizer, Executor executor,
			IceLookup iceServers, int numClients, int maxPayload) {
		this.rooms = rooms;
		this.authorizer = authorizer;
		this.executor = executor;
		this.iceServers = iceServers;
		this.numClients = numClients;
		this.maxPayload = maxPayload;
	}

	/**
	 * Let a library peer into a room, if it may join and has not gone until that is
	 * known.
	 * @param peer who joins
	 * @param request what it asked for
	 * @param size the bytes that the request keeps in memory
	 * @param reply the way back to the peer, told of a refusal
	 * @param welcomed takes the welcome, before anything that happens in the room later
	 * is sent to the peer
	 * @param joined told of the room when the peer is in it
	 * @throws RefusedException if it is known at once that the peer may not join
	 */
	public void join(Peer peer, JoinRequest request, long size, Reply reply, Consumer<Welcome> welcomed,
			Consumer<Room> joined) {
		join(peer, request.roomName(), size, reply, () -> ice(peer),
				(ice) -> enter(peer, request, ice, welcomed).thenAccept(joined));
	}

	/**
	 * Let a plain peer into the default room, if it may join and has not gone until that
	 * is known.
	 * @param peer who joins
	 * @param reply the way back to the peer, told of a refusal
	 * @param still whether it still has no library then
	 */
	public void joinPlain(Peer peer, Reply reply, BooleanSupplier still) {
		join(peer, Room.DEFAULT_NAME, 0, reply, () -> NOTHING, (nothing) -> still.getAsBoolean()
				? this.rooms.join(Room.DEFAULT_NAME, RoomMember.plain(peer)) : NOTHING);
	}

	private <T> void join(Peer peer, String room, long size, Reply reply,
			Supplier<CompletionStage<? extends T>> prepare, Function<T, CompletionStage<?>> join) {
		if (room.length() > Room.MAX_NAME_LENGTH) {
			throw new RefusedException(ErrorCode.BAD_REQUEST,
					"A room's name has at most " + Room.MAX_NAME_LENGTH + " characters");
		}
		CompletableFuture<? extends T> known = (this.authorizer == null && this.queues.isIdle(peer))
				? prepare.get().toCompletableFuture() : null;
		if (known != null && known.isDone()) {
			begun(peer, size, reply, unlessGone(peer, reply, () -> join.apply(known.join())));
			return;
		}
		inOrder(peer, size, reply,
				() -> ((known != null) ? known : ask(peer, room, reply).thenCompose((may) -> prepare.get()))
					.thenComposeAsync((prepared) -> unlessGone(peer, reply, () -> join.apply(prepared)),
							reply.inOrder()));
	}

	private CompletionStage<Room> enter(Peer peer, JoinRequest request, IceAnswer ice, Consumer<Welcome> welcomed) {
		int links = this.numClients;
		if (request.numClients() != null) {
			if (request.numClients() < 0) {
				throw new RefusedException(ErrorCode.BAD_REQUEST, "'numClients' must not be negative");
			}
			links = Math.min(links, request.numClients());
		}
		return this.rooms.join(request.roomName(),
				new RoomMember(peer, false, request.webrtc(), links, checked(request.data())),
				(room) -> welcomed.accept(welcome(room, peer.id(), ice)));
	}

	private Welcome welcome(Room room, PeerId id, IceAnswer ice) {
		RoomMember self = Objects.requireNonNull(room.member(id));
		return new Welcome(id.value(), room.name(), self.numClients(), this.members.others(room, id),
				room.links(id).stream().map(PeerId::value).toList(), ice.iceServers(), ice.iceLifetime(),
				this.maxPayload, EventLimits.MAX_BINARIES, EventLimits.MAX_DEPTH, room.position());
	}

	// the peer may go at any moment, on another thread, and leave its rooms then
	private CompletionStage<?> unlessGone(Peer peer, Reply reply, Supplier<CompletionStage<?>> join) {
		if (reply.isGone()) {
			return NOTHING;
		}
		return join.get().whenComplete((joined, failure) -> {
			if (reply.isGone()) {
				this.rooms.leaveAll(peer);
			}
		});
	}

	/**
	 * Change what the others are to know of a peer, behind what it has asked for before.
	 * @param peer the peer
	 * @param request what they are to know
	 * @param size the bytes that the request keeps in memory
	 * @param reply the way back to the peer
	 */
	public void update(Peer peer, UpdateRequest request, long size, Reply reply) {
		untilDone(peer, size, reply,
				() -> this.rooms.update(request.roomName(), peer, checked(request.data()), reply.number())
					.thenRun(reply::acknowledge));
	}

	/**
	 * The ICE servers that a peer is to use from now on.
	 * @param peer who is to use them
	 * @return the servers, which may come later and on any thread
	 */
	public CompletionStage<IceAnswer> ice(Peer peer) {
		return this.iceServers.find(peer).thenApply(IceAnswer::of);
	}

	private static @Nullable RawJson checked(@Nullable RawJson data) {
		if (data != null && data.bytes().length > MAX_DATA) {
			throw new RefusedException(ErrorCode.TOO_LARGE, "'data' has at most " + MAX_DATA + " bytes");
		}
		return data;
	}

	/**
	 * Do something behind what a peer has asked for before.
	 * @param peer the peer
	 * @param size the bytes that it keeps in memory
	 * @param reply the way back to the peer, told of a refusal
	 * @param step what to do
	 */
	public void inOrder(Peer peer, long size, Reply reply, Runnable step) {
		this.queues.inOrder(peer, size, null, (nothing) -> step.run(), reply);
	}

	private void inOrder(Peer peer, long size, Reply reply, Supplier<CompletionStage<?>> step) {
		this.queues.inOrder(peer, size, step, (nothing) -> {
		}, reply);
	}

	/**
	 * Begin something behind what a peer has asked for before, and let what it asks for
	 * later wait for its end.
	 * @param peer the peer
	 * @param size the bytes that it keeps in memory
	 * @param reply the way back to the peer, told of a refusal
	 * @param step what to do
	 */
	public void untilDone(Peer peer, long size, Reply reply, Supplier<CompletionStage<?>> step) {
		if (!this.queues.isIdle(peer)) {
			inOrder(peer, size, reply, step);
			return;
		}
		begun(peer, size, reply, step.get());
	}

	// what the peer asks for next waits for the end, and a failure is told like any other
	private void begun(Peer peer, long size, Reply reply, CompletionStage<?> step) {
		CompletableFuture<?> end = step.toCompletableFuture();
		if (!end.isDone() || end.isCompletedExceptionally()) {
			inOrder(peer, size, reply, () -> end);
		}
	}

	/**
	 * Forget a peer that has gone.
	 * @param peer the peer
	 */
	public void forget(Peer peer) {
		this.queues.forget(peer);
	}

	/**
	 * Whether nobody waits to be let in, and nothing waits behind that.
	 * @return whether there is nothing to wait for
	 */
	public boolean isIdle() {
		return this.queues.isIdle();
	}

	/**
	 * Wait for nothing any more: the loops have stopped, and what waits will not come to
	 * its end.
	 */
	public void abandon() {
		this.queues.abandon();
	}

	private CompletionStage<@Nullable Void> ask(Peer peer, String room, Reply reply) {
		RoomAuthorizer asked = this.authorizer;
		if (asked == null || this.rooms.isInvited(peer.id(), room)) {
			return CompletableFuture.completedFuture(null);
		}
		try {
			return CompletableFuture.runAsync(() -> {
				if (!reply.isGone()) {
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

}

package io.p2p.socketio.session;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.p2p.codec.PeerMessageCodec;
import io.p2p.engineio.EngineSession;
import io.p2p.engineio.send.SerialExecutor;
import io.p2p.peer.ErrorCode;
import io.p2p.peer.PacketLimits;
import io.p2p.peer.RawMessage;
import io.p2p.peer.RefusedException;
import io.p2p.session.SessionStore;
import io.p2p.socketio.NamespaceConnection;
import io.p2p.socketio.PacketType;
import io.p2p.socketio.SocketPacket;

/**
 * The sessions of library peers, which their clients name at random.
 *
 * @since 0.1.0
 */
public final class ResumableSessions {

	private static final Logger logger = LoggerFactory.getLogger(ResumableSessions.class);

	private static final int TOKEN_BYTES = 32;

	private final SecureRandom random = new SecureRandom();

	private final SessionStore<ResumableSession> store;

	private final AtomicLong queued = new AtomicLong();

	private final LongAdder dropped = new LongAdder();

	private final AtomicInteger detached = new AtomicInteger();

	private final SessionHost host;

	private final RecoveryOptions options;

	private final SessionAnswers answers;

	private final ConnectionChanges changes;

	/**
	 * Create the sessions of a host.
	 * @param host where the peers are
	 * @param store where the sessions are
	 * @param options how peers come back
	 * @param limits what clients are told that a packet may hold
	 */
	public ResumableSessions(SessionHost host, SessionStore<ResumableSession> store, RecoveryOptions options,
			PacketLimits limits) {
		this.host = host;
		this.store = store;
		this.options = options;
		options.queues().addSource(store.local()::stream);
		this.answers = new SessionAnswers(options.window().toMillis(), limits);
		this.changes = new ConnectionChanges(host::connectionsChanged);
	}

	SessionHost host() {
		return this.host;
	}

	RecoveryOptions options() {
		return this.options;
	}

	/**
	 * Open a session for a peer, or let it go on with an earlier one. Called on the loop
	 * of its connection.
	 * @param request what the peer asks for
	 * @throws RefusedException if the peer may have none
	 */
	public void open(ResumeRequest request) {
		SessionPeer peer = request.newcomer();
		if (peer.hasJoined() || peer.session() != null || request.received() < 0) {
			throw new RefusedException(ErrorCode.BAD_REQUEST, "A peer opens one session, before it joins a room");
		}
		// until it is known who it is: whoever joins must not meet itself as it was
		peer.resuming(true);
		String ended = request.request().ended();
		if (ended == null) {
			find(request);
		}
		else {
			find(ended, request, (session) -> session.end(() -> inTurn(request, () -> find(request))),
					() -> find(request));
		}
	}

	private void find(ResumeRequest request) {
		String name = request.request().session();
		if (name == null) {
			begin(request);
		}
		else {
			find(name, request, (earlier) -> earlier.resume(request), () -> begin(request));
		}
	}

	// somebody else's is worth no more than one that nobody has
	private void find(String name, ResumeRequest request, Consumer<ResumableSession> found, Runnable none) {
		goOn(request, this.store.find(name),
				(session) -> session.filter((its) -> its.isOf(request.newcomer())).ifPresentOrElse(found, none));
	}

	// at once if it is known already, which it is in one process
	private static <T> void goOn(ResumeRequest request, CompletionStage<T> known, Consumer<T> next) {
		EngineSession client = request.connection().session();
		known.thenAcceptAsync(next, client::inOrder).whenComplete((done, failure) -> {
			if (failure != null) {
				logger.warn("A connection ends because its session could not be opened", failure);
				client.fail();
			}
		});
	}

	/**
	 * Let a peer whose session is gone have a new one.
	 */
	void beginAnew(ResumeRequest request) {
		inTurn(request, () -> begin(request));
	}

	private void inTurn(ResumeRequest request, Runnable action) {
		NamespaceConnection connection = request.connection();
		connection.session().inOrder(() -> {
			if (this.host.has(connection, request.newcomer())) {
				action.run();
			}
		});
	}

	private void begin(ResumeRequest request) {
		if (this.options.window().isZero()) {
			begun(request, null);
		}
		else {
			goOn(request, create(request.newcomer(), request.request().newName()),
					(session) -> begun(request, session));
		}
	}

	private void begun(ResumeRequest request, @Nullable ResumableSession session) {
		SessionPeer peer = request.newcomer();
		peer.resuming(false);
		if (session != null) {
			// what came before does not count
			request.connection().session().takeAlong();
			peer.open(session);
		}
		request.answer().accept(this.answers.write(peer.id(), session, false, false));
		request.opened().accept(peer);
	}

	private CompletionStage<ResumableSession> create(SessionPeer peer, @Nullable String wanted) {
		ResumableSession session = new ResumableSession((wanted != null) ? wanted : newName(), peer, this);
		// that name may be another user's, or its twin has just come
		return this.store.add(session.token(), session)
			.thenCompose((added) -> added ? CompletableFuture.completedFuture(session) : create(peer, null));
	}

	private String newName() {
		byte[] bytes = new byte[TOKEN_BYTES];
		this.random.nextBytes(bytes);
		return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
	}

	/**
	 * Tell a client that its peer goes on. Called on the loop of its connection.
	 * @param failed whether its last connection ended because of what it had sent
	 */
	void answer(ResumeRequest request, ResumableSession session, SessionPeer peer, boolean failed) {
		request.answer().accept(this.answers.write(peer.id(), session, true, failed));
	}

	/**
	 * Count an event of a client. Called on the loop of its connection.
	 * @param connection where it has come
	 * @param peer whose it is
	 * @param message the event
	 */
	public void count(NamespaceConnection connection, SessionPeer peer, RawMessage message) {
		ResumableSession session = peer.session();
		if (session != null && CountedEvents.toServer(message.event()) && session.received().add(message.size())) {
			confirm(connection, peer);
		}
	}

	/**
	 * Tell a client how many of its events have come. Called on the loop of its
	 * connection.
	 * @param connection the connection
	 * @param peer whose it is
	 */
	public void confirm(NamespaceConnection connection, SessionPeer peer) {
		ResumableSession session = peer.session();
		if (session != null) {
			RawMessage confirmation = PeerMessageCodec.PROTOCOL.encode("p2p:received", session.received().confirm());
			connection.send(new SocketPacket(PacketType.EVENT, connection.namespace(), SocketPacket.NO_ACK,
					PeerMessageCodec.PROTOCOL.join(confirmation), List.of()));
		}
	}

	/**
	 * The bytes that wait for lost peers, for each of them by itself.
	 * @return the size in bytes
	 */
	public long queued() {
		return this.queued.get();
	}

	void queued(long change) {
		this.queued.addAndGet(change);
	}

	/**
	 * Count a lost peer for which too much waited.
	 */
	void dropped() {
		this.dropped.increment();
	}

	/**
	 * How many lost peers have gone because too much waited for them.
	 * @return a count that only grows
	 */
	public long droppedCount() {
		return this.dropped.sum();
	}

	void detached(int change) {
		this.detached.addAndGet(change);
	}

	/**
	 * How many peers are lost and may come back.
	 * @return how many there are now
	 */
	public int detached() {
		return this.detached.get();
	}

	/**
	 * Have the rooms of a peer know that it is lost, or here again.
	 */
	void lost(SessionPeer peer, boolean lost, SerialExecutor home) {
		if (peer.isLost() != lost) {
			logger.debug("{} is {}", peer, lost ? "lost" : "back");
			peer.lost(lost);
			this.changes.add(peer, home);
		}
	}

	void forget(ResumableSession session) {
		this.store.remove(session.token(), session);
	}

	void cleanUp(SessionPeer peer) {
		logger.debug("{} has gone", peer);
		this.host.cleanUp(peer);
	}

	/**
	 * Learn that a page has gone for good, beside its connection.
	 * @param token the token of its session, or anything
	 */
	public void farewell(String token) {
		this.store.find(token).thenAccept((session) -> session.ifPresent(ResumableSession::farewell));
	}

	/**
	 * End all, when their event loops have stopped.
	 */
	public void stop() {
		List.copyOf(this.store.local()).forEach(ResumableSession::end);
	}

}

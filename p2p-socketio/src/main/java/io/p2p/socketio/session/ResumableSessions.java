package io.p2p.socketio.session;

import java.security.Principal;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
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
 * The sessions of library peers by their tokens, random names that the clients choose.
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

	private final @Nullable SessionCluster cluster;

	/**
	 * Create the sessions of a host.
	 * @param host has the peers of the sessions
	 * @param store stores the sessions
	 * @param options settings of the recovery
	 * @param limits the limits that clients are told
	 * @param cluster where several servers share sessions, {@code null} in one process
	 */
	public ResumableSessions(SessionHost host, SessionStore<ResumableSession> store, RecoveryOptions options,
			PacketLimits limits, @Nullable SessionCluster cluster) {
		this.cluster = cluster;
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
	 * Open a session for a peer, or go on with an earlier one. Called on the event loop
	 * of the peer's connection.
	 * @param request the peer's request
	 * @throws RefusedException if the peer has a session already, or has joined a room
	 */
	public void open(ResumeRequest request) {
		SessionPeer peer = request.newcomer();
		if (peer.hasJoined() || peer.session() != null || request.received() < 0) {
			throw new RefusedException(ErrorCode.BAD_REQUEST, "A peer opens one session, before it joins a room");
		}
		// Refuse its requests for now: it must not join a room and meet its former self.
		peer.resuming(true);
		String ended = request.request().ended();
		SessionCluster shared = sharedFor(request);
		if (ended == null) {
			find(request);
		}
		else if (shared != null) {
			Principal user = peer.principal();
			goOn(request, shared.end(ended, (user != null) ? user.getName() : null, request.request().rooms()),
					(done) -> find(request));
		}
		else {
			find(ended, request, (session) -> session.end(() -> inTurn(request, () -> find(request))),
					() -> find(request));
		}
	}

	private void find(ResumeRequest request) {
		String name = request.request().session();
		SessionCluster shared = sharedFor(request);
		if (shared != null) {
			String wanted = request.request().newName();
			new TakeOver(this, shared, request).open((wanted != null) ? wanted : newName());
		}
		else if (name == null) {
			begin(request);
		}
		else {
			find(name, request, (earlier) -> earlier.resume(request), () -> begin(request));
		}
	}

	// clients of the first version cannot say where they are: they stay at this server
	private @Nullable SessionCluster sharedFor(ResumeRequest request) {
		return (request.request().agreedVersion() > 1 && !this.options.window().isZero()) ? this.cluster : null;
	}

	/**
	 * Create a session that several servers share, and have it found here.
	 * @param received how many events the client has received in it
	 * @param confirmed how many of its own events the client knows to have come
	 */
	ResumableSession opened(String name, SessionPeer peer, long generation, long received, long confirmed) {
		SessionCluster shared = Objects.requireNonNull(this.cluster, "Only where servers share sessions");
		ResumableSession session = new ResumableSession(name, peer, this,
				new SessionConfirmations(shared, peer, confirmed), generation, received);
		this.store.add(name, session);
		return session;
	}

	/**
	 * End a session of this server without its peer leaving, as another one of its name
	 * begins.
	 */
	void supersede(String name) {
		this.store.find(name).thenAccept((session) -> session.ifPresent((earlier) -> {
			this.store.remove(name, earlier);
			earlier.supersede();
		}));
	}

	void superseded(SessionPeer peer) {
		this.host.superseded(peer);
		if (this.cluster != null) {
			this.cluster.superseded(peer);
		}
	}

	void release(ResumableSession session) {
		if (this.cluster != null && session.generation() > 0) {
			this.cluster.release(session);
		}
	}

	/**
	 * The names of the sessions that several servers share, of those on this server.
	 * @return a snapshot
	 */
	public Collection<String> shared() {
		return this.store.local()
			.stream()
			.filter((session) -> session.generation() > 0)
			.map(ResumableSession::token)
			.toList();
	}

	// A session of another user is treated as not found.
	private void find(String name, ResumeRequest request, Consumer<ResumableSession> found, Runnable none) {
		goOn(request, this.store.find(name),
				(session) -> session.filter((its) -> its.isOf(request.newcomer())).ifPresentOrElse(found, none));
	}

	// Runs inline on the connection's loop if the stage is complete, as in one process.
	<T> void goOn(ResumeRequest request, CompletionStage<T> known, Consumer<T> next) {
		EngineSession client = request.connection().session();
		known.thenAcceptAsync(next, client::inOrder).whenComplete((done, failure) -> {
			if (failure != null) {
				logger.warn("A connection ends because its session could not be opened", failure);
				client.fail();
			}
		});
	}

	/**
	 * Give a new session to a peer whose earlier one cannot go on.
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

	void begun(ResumeRequest request, @Nullable ResumableSession session) {
		SessionPeer peer = request.newcomer();
		peer.resuming(false);
		if (session != null) {
			// announcements gathered before are not counted in the session: send them now
			request.connection().session().takeAlong();
			peer.open(session);
		}
		request.answer().accept(this.answers.write(peer.id(), session, false, false,
				request.request().agreedVersion()));
		request.opened().accept(peer);
	}

	private CompletionStage<ResumableSession> create(SessionPeer peer, @Nullable String wanted) {
		ResumableSession session = new ResumableSession((wanted != null) ? wanted : newName(), peer, this);
		// the name may be taken, by another user or by a request that came twice
		return this.store.add(session.token(), session)
			.thenCompose((added) -> added ? CompletableFuture.completedFuture(session) : create(peer, null));
	}

	String newName() {
		byte[] bytes = new byte[TOKEN_BYTES];
		this.random.nextBytes(bytes);
		return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
	}

	/**
	 * Answer that a session goes on. Called on the event loop of the connection.
	 * @param failed whether the client's last connection ended because of what it had
	 * sent
	 */
	void answer(ResumeRequest request, ResumableSession session, SessionPeer peer, boolean failed) {
		request.answer().accept(this.answers.write(peer.id(), session, true, failed,
				request.request().agreedVersion()));
	}

	/**
	 * Count an event of a client. Called on the event loop of its connection.
	 * @param connection the connection
	 * @param peer the peer of the client
	 * @param message the event
	 * @return the number of the event where several servers share the session, else 0
	 */
	public long count(NamespaceConnection connection, SessionPeer peer, RawMessage message) {
		ResumableSession session = peer.session();
		if (session == null || !CountedEvents.toServer(message.event())) {
			return 0;
		}
		SessionConfirmations confirmations = session.confirmations();
		if (confirmations != null) {
			return confirmations.count();
		}
		if (session.received().add(message.size())) {
			confirm(connection, peer);
		}
		return 0;
	}

	/**
	 * Send a client {@code p2p:received}, the number of its events so far. Called on the
	 * event loop of its connection.
	 * @param connection the connection
	 * @param peer the peer of the client
	 */
	public void confirm(NamespaceConnection connection, SessionPeer peer) {
		ResumableSession session = peer.session();
		SessionConfirmations confirmations = (session != null) ? session.confirmations() : null;
		if (confirmations != null) {
			confirmations.confirm();
		}
		else if (session != null) {
			RawMessage confirmation = PeerMessageCodec.PROTOCOL.encode("p2p:received", session.confirm());
			connection.send(new SocketPacket(PacketType.EVENT, connection.namespace(), SocketPacket.NO_ACK,
					PeerMessageCodec.PROTOCOL.join(confirmation), List.of()));
		}
	}

	/**
	 * The bytes that wait for lost peers. Packets for several peers count for each.
	 * @return the size in bytes
	 */
	public long queued() {
		return this.queued.get();
	}

	void queued(long change) {
		this.queued.addAndGet(change);
	}

	/**
	 * Count a lost peer that is given up because too much waits for it.
	 */
	void dropped() {
		this.dropped.increment();
	}

	/**
	 * How many lost peers were given up because too much waited for them.
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
	 * Have the rooms of a peer told that it is lost or back.
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
	 * Take the farewell of a page, which comes by a request of its own.
	 * @param token the token of its session, unchecked
	 */
	public void farewell(String token) {
		this.store.find(token).thenAccept((session) -> session.ifPresent(ResumableSession::farewell));
	}

	/**
	 * Whether nothing of this server is still on its way to what several servers share.
	 * @return {@code false} while something is
	 */
	public boolean isIdle() {
		return this.cluster == null || this.cluster.isIdle();
	}

	/**
	 * End all sessions. Called when the event loops have stopped.
	 */
	public void stop() {
		for (ResumableSession session : List.copyOf(this.store.local())) {
			// one that is shared goes on at another server
			if (session.generation() == 0) {
				session.end();
			}
			else {
				forget(session);
			}
		}
	}

}

package io.p2p.socketio.session;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.p2p.cluster.KeptSession;
import io.p2p.engineio.EngineSession;
import io.p2p.engineio.send.QueueBudget;
import io.p2p.engineio.send.SerialExecutor;
import io.p2p.peer.ErrorCode;
import io.p2p.peer.PacketLimits;
import io.p2p.peer.RefusedException;
import io.p2p.session.MemorySessionStore;
import io.p2p.session.SessionStore;
import io.p2p.socketio.NamespaceConnection;

/**
 * The sessions of library peers by their tokens, random names that the clients choose.
 *
 * @since 0.1.0
 */
public final class ResumableSessions {

	private static final Logger logger = LoggerFactory.getLogger(ResumableSessions.class);

	private static final int TOKEN_BYTES = 32;

	private final SecureRandom random = new SecureRandom();

	private final SessionStore<ResumableSession> store = new MemorySessionStore<>();

	private final AtomicLong queued = new AtomicLong();

	private final LongAdder dropped = new LongAdder();

	private final AtomicInteger detached = new AtomicInteger();

	private final SessionHost host;

	private final RecoveryOptions options;

	private final SessionAnswers answers;

	private final ConnectionChanges changes;

	private final @Nullable SharedSessions shared;

	/**
	 * Create the sessions of a host.
	 * @param host has the peers of the sessions
	 * @param options settings of the recovery
	 * @param limits the limits that clients are told
	 * @param cluster where several servers share sessions, {@code null} in one process
	 */
	public ResumableSessions(SessionHost host, RecoveryOptions options, PacketLimits limits,
			@Nullable SessionCluster cluster) {
		this.host = host;
		this.options = options;
		this.shared = (cluster != null) ? new SharedSessions(this, cluster) : null;
		options.queues().addSource(this::all);
		this.answers = new SessionAnswers(options.window().toMillis(), limits);
		this.changes = new ConnectionChanges(host::connectionsChanged);
	}

	private Stream<QueueBudget.Waiting> all() {
		Stream<? extends QueueBudget.Waiting> here = (this.shared != null) ? this.shared.all().stream() : Stream.of();
		return Stream.concat(this.store.local().stream(), here);
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
		// clients of the first version cannot say where they are: they stay at this
		// server
		if (this.shared != null && request.request().agreedVersion() > 1 && !this.options.window().isZero()) {
			this.shared.open(request);
		}
		else if (ended == null) {
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

	void begun(ResumeRequest request, @Nullable PeerSession session) {
		SessionPeer peer = request.newcomer();
		peer.resuming(false);
		if (session != null) {
			// announcements gathered before are not counted in the session: send them now
			request.connection().session().takeAlong();
			peer.open(session);
		}
		request.answer()
			.accept(this.answers.write(peer.id(), session, false, false, request.request().agreedVersion()));
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
	void answer(ResumeRequest request, PeerSession session, SessionPeer peer, boolean failed) {
		request.answer()
			.accept(this.answers.write(peer.id(), session, true, failed, request.request().agreedVersion()));
	}

	/**
	 * The sessions that several servers share, of those whose peers are here.
	 * @return a snapshot
	 */
	public Collection<KeptSession> sharedSessions() {
		return (this.shared != null) ? this.shared.kept() : List.of();
	}

	/**
	 * Whether nothing of this server is still on its way to what several servers share.
	 * @return {@code false} while something is
	 */
	public boolean isIdle() {
		return this.shared == null || this.shared.isIdle();
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
		this.store.find(token).thenAccept((session) -> {
			if (session.isPresent()) {
				session.get().farewell();
			}
			else if (this.shared != null) {
				this.shared.farewell(token);
			}
		});
	}

	/**
	 * End all sessions. Called when the event loops have stopped.
	 */
	public void stop() {
		List.copyOf(this.store.local()).forEach(ResumableSession::end);
		if (this.shared != null) {
			this.shared.stop();
		}
	}

}

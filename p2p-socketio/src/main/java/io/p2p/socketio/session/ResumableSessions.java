package io.p2p.socketio.session;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.p2p.codec.PeerMessageCodec;
import io.p2p.engineio.send.SerialExecutor;
import io.p2p.peer.ErrorCode;
import io.p2p.peer.PacketLimits;
import io.p2p.peer.RawMessage;
import io.p2p.peer.RefusedException;
import io.p2p.socketio.NamespaceConnection;
import io.p2p.socketio.PacketType;
import io.p2p.socketio.SocketPacket;
import io.p2p.socketio.peer.IdentityExpiry;
import io.p2p.socketio.peer.SocketPeer;

/**
 * The sessions of library peers by their names, which their clients choose at random. A
 * name is a secret between one client and the server; it is never logged.
 */
final class ResumableSessions {

	private static final Logger logger = LoggerFactory.getLogger(ResumableSessions.class);

	private static final int TOKEN_BYTES = 32;

	private final SecureRandom random = new SecureRandom();

	private final Map<String, ResumableSession> sessions = new ConcurrentHashMap<>();

	private final AtomicLong queued = new AtomicLong();

	private final LongAdder dropped = new LongAdder();

	private final AtomicInteger detached = new AtomicInteger();

	private final Map<NamespaceConnection, SocketPeer> peers;

	private final RecoveryOptions options;

	private final BiConsumer<SocketPeer, Runnable> leave;

	private final SessionAnswers answers;

	private final Consumer<SocketPeer> cleanUp;

	private final ConnectionChanges changes;

	/**
	 * Create without sessions.
	 * @param peers the peers by their connections
	 * @param limits what clients are told that a packet may hold
	 * @param leave what lets a peer leave that means to: it does what it is given behind
	 * what the peer has sent
	 * @param cleanUp what is done with a peer that does not come back
	 * @param changed told of those who are lost and of those who have come back
	 */
	ResumableSessions(Map<NamespaceConnection, SocketPeer> peers, RecoveryOptions options, PacketLimits limits,
			BiConsumer<SocketPeer, Runnable> leave, Consumer<SocketPeer> cleanUp,
			Consumer<Collection<SocketPeer>> changed) {
		this.peers = peers;
		this.options = options;
		options.queues().addSource(this.sessions.values()::stream);
		this.answers = new SessionAnswers(options.window().toMillis(), limits);
		this.leave = leave;
		this.cleanUp = cleanUp;
		this.changes = new ConnectionChanges(changed);
	}

	RecoveryOptions options() {
		return this.options;
	}

	/**
	 * Open a session for a peer, or let it go on with an earlier one. Called on the loop
	 * of its connection.
	 * @throws RefusedException if the peer may have none
	 */
	void open(ResumeRequest request) {
		SocketPeer peer = request.newcomer();
		if (peer.hasJoined() || peer.session() != null || request.received() < 0) {
			throw new RefusedException(ErrorCode.BAD_REQUEST, "A peer opens one session, before it joins a room");
		}
		ResumableSession ended = find(request.request().ended(), peer);
		if (ended == null) {
			find(request);
		}
		else {
			// whoever joins must not meet itself as it was
			peer.resuming(true);
			ended.end(() -> inTurn(request, () -> find(request)));
		}
	}

	private void find(ResumeRequest request) {
		SocketPeer peer = request.newcomer();
		ResumableSession earlier = find(request.request().session(), peer);
		if (earlier == null) {
			begin(request);
		}
		else {
			peer.resuming(true);
			earlier.resume(request);
		}
	}

	// somebody else's is worth no more than one that nobody has
	private @Nullable ResumableSession find(@Nullable String name, SocketPeer peer) {
		ResumableSession session = (name != null) ? this.sessions.get(name) : null;
		return (session != null && session.isOf(peer)) ? session : null;
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
			if (request.newcomer().equals(this.peers.get(connection))) {
				action.run();
			}
		});
	}

	private void begin(ResumeRequest request) {
		SocketPeer peer = request.newcomer();
		peer.resuming(false);
		ResumableSession session = this.options.window().isZero() ? null : create(peer, request.request().newName());
		if (session != null) {
			// what came before does not count
			request.connection().session().takeAlong();
			peer.open(session);
		}
		request.reply().acknowledgeAtOnce(this.answers.write(peer.id(), session, false, false));
		request.opened().accept(peer);
	}

	private ResumableSession create(SocketPeer peer, @Nullable String wanted) {
		ResumableSession session = new ResumableSession((wanted != null) ? wanted : newName(), peer, this);
		if (this.sessions.putIfAbsent(session.token(), session) != null) {
			// another user's, or its twin has just come
			session = new ResumableSession(newName(), peer, this);
			this.sessions.put(session.token(), session);
		}
		return session;
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
	void answer(ResumeRequest request, ResumableSession session, SocketPeer peer, boolean failed) {
		request.reply().acknowledgeAtOnce(this.answers.write(peer.id(), session, true, failed));
	}

	/**
	 * Count an event of a client. Called on the loop of its connection.
	 */
	void count(NamespaceConnection connection, SocketPeer peer, RawMessage message) {
		ResumableSession session = peer.session();
		if (session != null && CountedEvents.toServer(message.event()) && session.received().add(message.size())) {
			confirm(connection, peer);
		}
	}

	/**
	 * Tell all clients how many of their events have come, before they are sent away.
	 */
	void confirmAll() {
		this.peers.forEach((connection, peer) -> connection.session().inOrder(() -> confirm(connection, peer)));
	}

	/**
	 * Tell a client how many of its events have come. Called on the loop of its
	 * connection.
	 */
	void confirm(NamespaceConnection connection, SocketPeer peer) {
		ResumableSession session = peer.session();
		if (session != null) {
			RawMessage confirmation = PeerMessageCodec.PROTOCOL.encode("p2p:received", session.received().confirm());
			connection.send(new SocketPacket(PacketType.EVENT, connection.namespace(), SocketPacket.NO_ACK,
					PeerMessageCodec.PROTOCOL.join(confirmation), List.of()));
		}
	}

	/**
	 * Take a connection away from a peer that goes on with another. Called on its loop.
	 */
	void retire(NamespaceConnection old, SocketPeer peer) {
		if (this.peers.remove(old, peer)) {
			old.disconnect();
		}
	}

	/**
	 * Give a connection to a peer that has come back. Called on its loop.
	 * @param newcomer who it was until now
	 * @return {@code false} if it has ended meanwhile
	 */
	boolean adopt(NamespaceConnection connection, SocketPeer newcomer, SocketPeer peer) {
		if (!this.peers.replace(connection, newcomer, peer)) {
			return false;
		}
		newcomer.expiry(null);
		this.cleanUp.accept(newcomer);
		peer.moveTo(connection);
		IdentityExpiry.watch(peer);
		return true;
	}

	/**
	 * The bytes that wait for lost peers, for each of them by itself.
	 */
	long queued() {
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
	 */
	long droppedCount() {
		return this.dropped.sum();
	}

	void detached(int change) {
		this.detached.addAndGet(change);
	}

	/**
	 * How many peers are lost and may come back.
	 */
	int detached() {
		return this.detached.get();
	}

	/**
	 * Have the rooms of a peer know that it is lost, or here again.
	 */
	void lost(SocketPeer peer, boolean lost, SerialExecutor home) {
		if (peer.isLost() != lost) {
			logger.debug("{} is {}", peer, lost ? "lost" : "back");
			peer.lost(lost);
			this.changes.add(peer, home);
		}
	}

	void forget(ResumableSession session) {
		this.sessions.remove(session.token(), session);
	}

	void leave(SocketPeer peer, Runnable end) {
		this.leave.accept(peer, end);
	}

	void cleanUp(SocketPeer peer) {
		logger.debug("{} has gone", peer);
		this.cleanUp.accept(peer);
	}

	/**
	 * Learn that a page has gone for good, beside its connection.
	 * @param token the token of its session, or anything
	 */
	void farewell(String token) {
		ResumableSession session = this.sessions.get(token);
		if (session != null) {
			session.farewell();
		}
	}

	/**
	 * End all, when their event loops have stopped.
	 */
	void stop() {
		List.copyOf(this.sessions.values()).forEach(ResumableSession::end);
	}

}

package io.p2p.socketio;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.p2p.codec.PeerMessageCodec;
import io.p2p.peer.ErrorCode;
import io.p2p.peer.RawMessage;
import io.p2p.peer.RefusedException;
import io.p2p.socketio.wire.PacketType;
import io.p2p.socketio.wire.SocketPacket;

/**
 * The sessions of library peers by their tokens. A token is a secret between one client
 * and the server; it is never logged.
 */
final class PeerSessions {

	private static final Logger logger = LoggerFactory.getLogger(PeerSessions.class);

	private static final int TOKEN_BYTES = 32;

	private static final Set<String> COUNTED = Set.of("p2p:msg", "p2p:part", "p2p:path", "p2p:stop", "p2p:update",
			"p2p:leave", "peer-signal");

	private final SecureRandom random = new SecureRandom();

	private final Map<String, PeerSession> sessions = new ConcurrentHashMap<>();

	private final AtomicLong queued = new AtomicLong();

	private final LongAdder dropped = new LongAdder();

	private final AtomicInteger detached = new AtomicInteger();

	private final Map<NamespaceConnection, SocketPeer> peers;

	private final RecoveryOptions options;

	private final BiConsumer<SocketPeer, Runnable> leave;

	private final Consumer<SocketPeer> cleanUp;

	private final ConnectionChanges changes;

	/**
	 * Create without sessions.
	 * @param peers the peers by their connections
	 * @param leave what lets a peer leave that means to: it does what it is given behind
	 * what the peer has sent
	 * @param cleanUp what is done with a peer that does not come back
	 * @param changed told of those who are lost and of those who have come back
	 */
	PeerSessions(Map<NamespaceConnection, SocketPeer> peers, RecoveryOptions options,
			BiConsumer<SocketPeer, Runnable> leave, Consumer<SocketPeer> cleanUp,
			Consumer<Collection<SocketPeer>> changed) {
		this.peers = peers;
		this.options = options;
		options.queues().addSource(this.sessions.values()::stream);
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
	void open(SocketPeer peer, SessionRequest request, SocketReply reply) {
		long received = Objects.requireNonNullElse(request.received(), 0L);
		if (peer.hasJoined() || peer.session() != null || received < 0) {
			throw new RefusedException(ErrorCode.BAD_REQUEST, "A peer opens one session, before it joins a room");
		}
		PeerSession earlier = (request.token() != null) ? this.sessions.get(request.token()) : null;
		// somebody else's token is worth no more than one that nobody has
		if (earlier == null || !earlier.isOf(peer)) {
			begin(peer, reply);
			return;
		}
		peer.resuming(true);
		earlier.resume(new Resumption(peer.connection(), peer, received, reply));
	}

	/**
	 * Let a peer whose session is gone have a new one.
	 */
	void beginAnew(Resumption request) {
		request.connection().session().inOrder(() -> {
			if (request.newcomer().equals(this.peers.get(request.connection()))) {
				request.newcomer().resuming(false);
				begin(request.newcomer(), request.reply());
			}
		});
	}

	private void begin(SocketPeer peer, SocketReply reply) {
		if (this.options.window().isZero()) {
			reply.acknowledge(new SessionAnswer(peer.id().value(), false, 0, null, null));
			return;
		}
		byte[] bytes = new byte[TOKEN_BYTES];
		this.random.nextBytes(bytes);
		String token = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
		PeerSession session = new PeerSession(token, peer, this);
		this.sessions.put(token, session);
		peer.open(session);
		reply.acknowledge(answer(session, peer, false));
	}

	SessionAnswer answer(PeerSession session, SocketPeer peer, boolean resumed) {
		return new SessionAnswer(peer.id().value(), resumed, session.received().confirm(), session.token(),
				this.options.window().toMillis());
	}

	/**
	 * Count an event of a client. Called on the loop of its connection.
	 */
	void count(NamespaceConnection connection, SocketPeer peer, RawMessage message) {
		PeerSession session = peer.session();
		if (session != null && COUNTED.contains(message.event()) && session.received().add(message.size())) {
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
		PeerSession session = peer.session();
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
		Expiry.watch(peer);
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
	void lost(SocketPeer peer, boolean lost, HomeLoop home) {
		if (peer.isLost() != lost) {
			logger.debug("{} is {}", peer, lost ? "lost" : "back");
			peer.lost(lost);
			this.changes.add(peer, home);
		}
	}

	void forget(PeerSession session) {
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
	 * End all, when their event loops have stopped.
	 */
	void stop() {
		List.copyOf(this.sessions.values()).forEach(PeerSession::end);
	}

}

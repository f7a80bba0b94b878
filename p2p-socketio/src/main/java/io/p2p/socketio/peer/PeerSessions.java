package io.p2p.socketio.peer;

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
import io.p2p.engineio.HomeLoop;
import io.p2p.peer.ErrorCode;
import io.p2p.peer.PacketLimits;
import io.p2p.peer.RawMessage;
import io.p2p.peer.RefusedException;
import io.p2p.socketio.NamespaceConnection;
import io.p2p.socketio.PacketType;
import io.p2p.socketio.SocketPacket;

/**
 * The sessions of library peers by their names, which their clients choose at random. A
 * name is a secret between one client and the server; it is never logged.
 */
final class PeerSessions {

	private static final Logger logger = LoggerFactory.getLogger(PeerSessions.class);

	private static final int TOKEN_BYTES = 32;

	private final SecureRandom random = new SecureRandom();

	private final Map<String, PeerSession> sessions = new ConcurrentHashMap<>();

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
	PeerSessions(Map<NamespaceConnection, SocketPeer> peers, RecoveryOptions options, PacketLimits limits,
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
	void open(Resumption resumption) {
		SocketPeer peer = resumption.newcomer();
		if (peer.hasJoined() || peer.session() != null || resumption.received() < 0) {
			throw new RefusedException(ErrorCode.BAD_REQUEST, "A peer opens one session, before it joins a room");
		}
		PeerSession ended = find(resumption.request().ended(), peer);
		if (ended == null) {
			find(resumption);
		}
		else {
			// whoever joins must not meet itself as it was
			peer.resuming(true);
			ended.end(() -> inTurn(resumption, () -> find(resumption)));
		}
	}

	private void find(Resumption resumption) {
		SocketPeer peer = resumption.newcomer();
		PeerSession earlier = find(resumption.request().session(), peer);
		if (earlier == null) {
			begin(resumption);
		}
		else {
			peer.resuming(true);
			earlier.resume(resumption);
		}
	}

	// somebody else's is worth no more than one that nobody has
	private @Nullable PeerSession find(@Nullable String name, SocketPeer peer) {
		PeerSession session = (name != null) ? this.sessions.get(name) : null;
		return (session != null && session.isOf(peer)) ? session : null;
	}

	/**
	 * Let a peer whose session is gone have a new one.
	 */
	void beginAnew(Resumption resumption) {
		inTurn(resumption, () -> begin(resumption));
	}

	private void inTurn(Resumption resumption, Runnable action) {
		NamespaceConnection connection = resumption.connection();
		connection.session().inOrder(() -> {
			if (resumption.newcomer().equals(this.peers.get(connection))) {
				action.run();
			}
		});
	}

	private void begin(Resumption resumption) {
		SocketPeer peer = resumption.newcomer();
		peer.resuming(false);
		PeerSession session = this.options.window().isZero() ? null : create(peer, resumption.request().newName());
		if (session != null) {
			// what came before does not count
			resumption.connection().session().takeAlong();
			peer.open(session);
		}
		resumption.reply().acknowledgeAtOnce(this.answers.write(peer.id(), session, false, false));
		resumption.opened().accept(peer);
	}

	private PeerSession create(SocketPeer peer, @Nullable String wanted) {
		PeerSession session = new PeerSession((wanted != null) ? wanted : newName(), peer, this);
		if (this.sessions.putIfAbsent(session.token(), session) != null) {
			// another user's, or its twin has just come
			session = new PeerSession(newName(), peer, this);
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
	void answer(Resumption resumption, PeerSession session, SocketPeer peer, boolean failed) {
		resumption.reply().acknowledgeAtOnce(this.answers.write(peer.id(), session, true, failed));
	}

	/**
	 * Count an event of a client. Called on the loop of its connection.
	 */
	void count(NamespaceConnection connection, SocketPeer peer, RawMessage message) {
		PeerSession session = peer.session();
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
	 * Learn that a page has gone for good, beside its connection.
	 * @param token the token of its session, or anything
	 */
	void farewell(String token) {
		PeerSession session = this.sessions.get(token);
		if (session != null) {
			session.farewell();
		}
	}

	/**
	 * End all, when their event loops have stopped.
	 */
	void stop() {
		List.copyOf(this.sessions.values()).forEach(PeerSession::end);
	}

}

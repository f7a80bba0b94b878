package io.p2p.socketio.peer;

import java.util.Collection;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;

import io.p2p.cluster.KeptSession;
import io.p2p.engineio.CloseReason;
import io.p2p.peer.ErrorCode;
import io.p2p.peer.PacketLimits;
import io.p2p.peer.Peer;
import io.p2p.peer.PeerRegistry;
import io.p2p.peer.RawJson;
import io.p2p.peer.RawMessage;
import io.p2p.peer.RefusedException;
import io.p2p.relay.MessageRelay;
import io.p2p.room.RoomManager;
import io.p2p.signaling.RoomJoinService;
import io.p2p.signaling.SignalRouter;
import io.p2p.socketio.ClientAuth;
import io.p2p.socketio.Departure;
import io.p2p.socketio.NamespaceConnection;
import io.p2p.socketio.NamespaceHandler;
import io.p2p.socketio.SocketPacket;
import io.p2p.socketio.auth.PeerAuthentication;
import io.p2p.socketio.peer.wire.Requests;
import io.p2p.socketio.session.CountedEvents;
import io.p2p.socketio.session.PeerSession;
import io.p2p.socketio.session.RecoveryOptions;
import io.p2p.socketio.session.ResumableSessions;
import io.p2p.socketio.session.ResumeRequest;
import io.p2p.socketio.session.SessionCluster;
import io.p2p.socketio.session.SessionRequest;

/**
 * Handles the namespace of the peers: hands the events of {@code docs/protocol.md} to
 * signaling and relay, and relays what plain peers emit.
 *
 * @since 0.1.0
 */
public final class PeerNamespaceHandler implements NamespaceHandler {

	private static final Logger logger = LoggerFactory.getLogger(PeerNamespaceHandler.class);

	private final ConnectedPeers peers;

	private final RoomManager rooms;

	private final PeerProtocol events;

	private final OtherEvents others;

	private final MessageRelay relay;

	private final PeerLimits limits;

	private final ResumableSessions sessions;

	private final PeerCounts counts;

	private final ConnectRequests connects;

	private final RoomJoinService joins;

	private final @Nullable PeerAuthentication authentication;

	private volatile boolean draining;

	/**
	 * Create a handler.
	 * @param rooms the rooms of the server
	 * @param signals routes signals
	 * @param relay relays events
	 * @param limits limits on the requests of a peer
	 * @param recovery settings of the recovery of lost peers
	 * @param packets the limits that clients are told
	 * @param joins lets peers into rooms
	 * @param registry makes peers available by their users
	 * @param authentication asks the application who clients are, {@code null} to let
	 * anybody connect
	 * @param cluster where several servers share sessions, {@code null} in one process
	 */
	public PeerNamespaceHandler(RoomManager rooms, SignalRouter signals, MessageRelay relay, PeerLimits limits,
			RecoveryOptions recovery, PacketLimits packets, RoomJoinService joins, PeerRegistry registry,
			@Nullable PeerAuthentication authentication, @Nullable SessionCluster cluster) {
		this.rooms = rooms;
		this.relay = relay;
		this.events = new PeerProtocol(rooms, signals, relay, joins);
		this.others = new OtherEvents(relay, joins);
		this.limits = limits;
		this.peers = new ConnectedPeers(rooms, registry, relay, joins, limits);
		this.sessions = new ResumableSessions(this.peers, recovery, packets, cluster);
		this.counts = new PeerCounts(this.peers.all(), this.sessions);
		this.connects = new ConnectRequests(this.sessions, this.events);
		this.joins = joins;
		this.authentication = authentication;
	}

	/**
	 * The peers that are connected to this server.
	 * @return a live, unmodifiable view
	 */
	public Collection<? extends Peer> peers() {
		return this.peers.all();
	}

	/**
	 * Counts of the peers.
	 * @return live counts
	 */
	public PeerCounts counts() {
		return this.counts;
	}

	@Override
	public ClientAuth read(byte @Nullable [] auth) {
		return ClientAuth.ofPeer(auth);
	}

	@Override
	public void authenticate(NamespaceConnection connection, Consumer<@Nullable RefusedException> then) {
		if (this.authentication != null) {
			this.authentication.begin(connection, new SocketPeer(connection, this.rooms, this.limits, false), then);
		}
		else {
			then.accept(null);
		}
	}

	@Override
	public void connected(NamespaceConnection connection, ClientAuth auth) {
		SocketPeer peer = new SocketPeer(connection, this.rooms, this.limits, auth.library());
		this.peers.add(connection, peer);
		logger.debug("{} connected, library: {}", peer, peer.isLibrary());
		RawJson session = auth.session();
		if (session != null) {
			this.connects.open(peer, session);
		}
		else if (!peer.isLibrary()) {
			this.others.connected(peer);
		}
	}

	@Override
	public void event(NamespaceConnection connection, RawMessage message, long ackId,
			@Nullable RefusedException refusal) {
		SocketPeer peer = this.peers.of(connection);
		if (peer == null) {
			return;
		}
		long number = 0;
		if (!this.draining) {
			// count it even if it is refused: the client counts it as well
			number = count(connection, peer, message);
		}
		else if (!PeerProtocol.isAnswer(message)) {
			return;
		}
		// a client that sends anything after p2p:leaving has not gone
		connection.leaving(false);
		PeerReply reply = new PeerReply(connection, peer, message.event(), ackId).counted(number, message.size());
		if (refusal == null) {
			try {
				take(connection, peer, message, ackId, reply);
			}
			catch (RefusedException | JacksonException ex) {
				reply.refuseFor(ex);
			}
		}
		else {
			PeerProtocol.describe(message, reply);
			reply.refuse(refusal);
		}
	}

	private static long count(NamespaceConnection connection, SocketPeer peer, RawMessage message) {
		PeerSession session = peer.session();
		return (session != null && CountedEvents.toServer(message.event())) ? session.count(connection, message.size())
				: 0;
	}

	private void take(NamespaceConnection connection, SocketPeer peer, RawMessage message, long ackId,
			PeerReply reply) {
		if (peer.isResuming()) {
			throw new RefusedException(ErrorCode.BAD_REQUEST, "The session has not been answered yet");
		}
		switch (message.event()) {
			case "p2p:session" -> {
				RequestCharges.take(peer, peer.requests().joins());
				if (!peer.isLibrary()) {
					// the page has given a connected socket to the library
					peer.becomeLibrary();
					this.rooms.leaveAll(peer);
				}
				SessionRequest request = Requests.session(message.arguments(), Requests.first(message));
				this.sessions.open(new ResumeRequest(connection, peer, request, reply::acknowledgeAtOnce, (opened) -> {
				}));
			}
			case "p2p:received" -> {
				PeerSession session = peer.session();
				if (session != null) {
					session.confirmed(connection, Requests.count(message));
				}
				// by this a page that was frozen tests whether its connection still works
				reply.acknowledge();
			}
			case "p2p:leaving" -> connection.leaving(true);
			default -> {
				if (!this.events.take(peer, message, reply)) {
					this.others.take(peer, message, ackId, reply);
				}
			}
		}
	}

	@Override
	public boolean acknowledged(NamespaceConnection connection, SocketPacket ack) {
		SocketPeer peer = this.peers.of(connection);
		Consumer<@Nullable RawMessage> asker = (peer != null) ? peer.requests().questions().remove(ack.ackId()) : null;
		if (asker != null) {
			asker.accept(ack.tooLarge() ? null : new RawMessage("", ack.payload(), ack.attachments()));
		}
		return asker != null;
	}

	@Override
	public void disconnected(NamespaceConnection connection, Departure departure) {
		SocketPeer peer = this.peers.remove(connection);
		if (peer == null) {
			return;
		}
		logger.debug("{} disconnected", peer);
		PeerSession session = peer.session();
		if (session != null) {
			session.disconnected(connection, connection.isLeaving() ? Departure.LEFT : departure);
		}
		else if (connection.isDismissed()) {
			this.peers.cleanUp(peer);
		}
		else {
			this.peers.leave(peer, () -> this.peers.cleanUp(peer));
		}
	}

	/**
	 * The sessions that several servers share, of those on this server.
	 * @return a snapshot
	 */
	public Collection<KeptSession> sharedSessions() {
		return this.sessions.sharedSessions();
	}

	/**
	 * Take the farewell of a page, which comes by a request of its own.
	 * @param token the token of its session, unchecked
	 */
	public void farewell(String token) {
		this.sessions.farewell(token);
	}

	/**
	 * Drop new events without counting them, so that clients send them again.
	 * @param value {@code false} to take events again
	 */
	public void draining(boolean value) {
		this.draining = value;
	}

	/**
	 * Whether new events are dropped.
	 * @return {@code true} if the server is about to stop
	 */
	public boolean isDraining() {
		return this.draining;
	}

	/**
	 * Whether all events and joins have been handled.
	 * @return {@code false} if any still waits
	 */
	public boolean isIdle() {
		return this.joins.isIdle() && this.relay.queue().isIdle() && this.sessions.isIdle();
	}

	/**
	 * Send all clients {@code p2p:received}, before they are disconnected.
	 */
	public void confirmAll() {
		this.peers.forEach((connection, peer) -> connection.session().inOrder(() -> {
			PeerSession session = peer.session();
			if (session != null) {
				session.sendConfirmation(connection);
			}
		}));
	}

	/**
	 * End the connections of all peers, who may come back to another server.
	 */
	public void sendAway() {
		this.peers.forEach((connection, peer) -> connection.session()
			.inOrder(() -> connection.session().close(CloseReason.SHUTDOWN)));
	}

	/**
	 * Forget the lost peers. Called when the event loops have stopped.
	 */
	public void stop() {
		this.joins.abandon();
		this.relay.queue().abandon();
		this.sessions.stop();
	}

}

package io.p2p.socketio.peer;

import java.util.Collection;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;

import io.p2p.peer.ErrorCode;
import io.p2p.peer.PacketLimits;
import io.p2p.peer.Peer;
import io.p2p.peer.PeerRegistry;
import io.p2p.peer.RawJson;
import io.p2p.peer.RawMessage;
import io.p2p.peer.RefusedException;
import io.p2p.relay.MessageRelay;
import io.p2p.room.RoomManager;
import io.p2p.session.MemorySessionStore;
import io.p2p.signaling.RoomJoinService;
import io.p2p.signaling.SignalRouter;
import io.p2p.socketio.ClientAuth;
import io.p2p.socketio.Departure;
import io.p2p.socketio.NamespaceConnection;
import io.p2p.socketio.NamespaceHandler;
import io.p2p.socketio.SocketPacket;
import io.p2p.socketio.auth.PeerAuthentication;
import io.p2p.socketio.session.RecoveryOptions;
import io.p2p.socketio.session.ResumableSession;
import io.p2p.socketio.session.ResumableSessions;
import io.p2p.socketio.session.ResumeRequest;
import io.p2p.socketio.session.SessionRequest;

/**
 * Makes peers of the clients of one namespace: takes the events of
 * {@code docs/protocol.md} to signaling and relay, and relays what plain peers emit.
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
	 * @param rooms where peers are put
	 * @param signals where signals go
	 * @param relay where events go
	 * @param limits how much a peer may ask for
	 * @param recovery how peers come back after their connection was lost
	 * @param packets what clients are told that a packet may hold
	 * @param joins who lets them into rooms
	 * @param registry where peers are to be found by others
	 * @param authentication who asks the application who the clients are, {@code null} if
	 * anybody may connect
	 */
	public PeerNamespaceHandler(RoomManager rooms, SignalRouter signals, MessageRelay relay, PeerLimits limits,
			RecoveryOptions recovery, PacketLimits packets, RoomJoinService joins, PeerRegistry registry,
			@Nullable PeerAuthentication authentication) {
		this.rooms = rooms;
		this.relay = relay;
		this.events = new PeerProtocol(rooms, signals, relay, joins);
		this.others = new OtherEvents(relay, joins);
		this.limits = limits;
		this.peers = new ConnectedPeers(rooms, registry, relay, joins);
		this.sessions = new ResumableSessions(this.peers, new MemorySessionStore<>(), recovery, packets);
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
	 * The peers in numbers.
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
			this.authentication.begin(connection, then);
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
		if (!this.draining) {
			// whatever becomes of it: its client counts too
			this.sessions.count(connection, peer, message);
		}
		else if (!PeerProtocol.isAnswer(message)) {
			return;
		}
		// whoever says more has not gone
		connection.leaving(false);
		PeerReply reply = new PeerReply(connection, peer, message.event(), ackId);
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

	private void take(NamespaceConnection connection, SocketPeer peer, RawMessage message, long ackId,
			PeerReply reply) {
		if (peer.isResuming()) {
			throw new RefusedException(ErrorCode.BAD_REQUEST, "The session has not been answered yet");
		}
		switch (message.event()) {
			case "p2p:session" -> {
				RequestCharges.take(peer, peer.joins());
				if (!peer.isLibrary()) {
					// the page has made a P2P of a socket that was connected already
					peer.becomeLibrary();
					this.rooms.leaveAll(peer);
				}
				SessionRequest request = Requests.session(message.arguments(), Requests.first(message));
				this.sessions.open(new ResumeRequest(connection, peer, request, reply::acknowledgeAtOnce, (opened) -> {
				}));
			}
			case "p2p:received" -> {
				ResumableSession session = peer.session();
				if (session != null) {
					session.confirmed(connection, Requests.count(message));
				}
				// a page that was frozen asks whether its connection still works
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
		Consumer<@Nullable RawMessage> asker = (peer != null) ? peer.questions().remove(ack.ackId()) : null;
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
		ResumableSession session = peer.session();
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
	 * Learn that a page has gone for good, beside its connection.
	 * @param token what the page has shown, which is the token of its session or anything
	 */
	public void farewell(String token) {
		this.sessions.farewell(token);
	}

	/**
	 * Take nothing new, nor count it: clients then know that it has not come.
	 * @param value {@code false} to take events again
	 */
	public void draining(boolean value) {
		this.draining = value;
	}

	/**
	 * Whether events are not taken any more.
	 * @return whether the server is about to stop
	 */
	public boolean isDraining() {
		return this.draining;
	}

	/**
	 * Whether every event that was taken has been relayed or refused.
	 * @return whether nothing waits
	 */
	public boolean isIdle() {
		return this.joins.isIdle() && this.relay.queue().isIdle();
	}

	/**
	 * Tell all clients how many of their events have come, before they are sent away.
	 */
	public void confirmAll() {
		this.peers
			.forEach((connection, peer) -> connection.session().inOrder(() -> this.sessions.confirm(connection, peer)));
	}

	/**
	 * Forget the peers that are lost, when the server has stopped.
	 */
	public void stop() {
		this.joins.abandon();
		this.relay.queue().abandon();
		this.sessions.stop();
	}

}

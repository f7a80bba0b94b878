package io.p2p.socketio;

import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;

import io.p2p.codec.PeerMessageCodec;
import io.p2p.peer.ErrorCode;
import io.p2p.peer.Peer;
import io.p2p.peer.PeerMessage;
import io.p2p.peer.RefusedException;
import io.p2p.relay.MessageRelay;
import io.p2p.relay.RelayHeader;
import io.p2p.relay.Reply;
import io.p2p.room.Room;
import io.p2p.room.RoomManager;
import io.p2p.room.RoomMember;
import io.p2p.signaling.Admission;
import io.p2p.signaling.JoinRequest;
import io.p2p.signaling.OffersRequest;
import io.p2p.signaling.SignalRequest;
import io.p2p.signaling.SignalRouter;
import io.p2p.socketio.wire.CloseReason;
import io.p2p.socketio.wire.JsonArray;
import io.p2p.socketio.wire.RateLimit;
import io.p2p.socketio.wire.SocketPacket;

/**
 * Makes peers of the clients of one namespace: takes the events of
 * {@code docs/protocol.md} to signaling and relay, and relays what plain peers emit.
 *
 * @since 0.1.0
 */
public final class SignalingInterceptor implements NamespaceInterceptor {

	private static final Logger logger = LoggerFactory.getLogger(SignalingInterceptor.class);

	private final Map<NamespaceConnection, SocketPeer> peers = new ConcurrentHashMap<>();

	private final RoomManager rooms;

	private final Admission admission;

	private final SignalRouter signals;

	private final MessageRelay relay;

	private final PeerLimits limits;

	/**
	 * Create an interceptor.
	 * @param rooms where peers are put
	 * @param admission who lets library peers into rooms
	 * @param signals where signals go
	 * @param relay where events go
	 * @param limits how much a peer may ask for
	 */
	public SignalingInterceptor(RoomManager rooms, Admission admission, SignalRouter signals, MessageRelay relay,
			PeerLimits limits) {
		this.rooms = rooms;
		this.admission = admission;
		this.signals = signals;
		this.relay = relay;
		this.limits = limits;
	}

	/**
	 * The peers that are connected to this server.
	 * @return a live, unmodifiable view
	 */
	public Collection<? extends Peer> peers() {
		return Collections.unmodifiableCollection(this.peers.values());
	}

	@Override
	public void connected(NamespaceConnection connection, byte @Nullable [] auth) {
		SocketPeer peer = new SocketPeer(connection, this.limits, auth != null && announcesLibrary(auth));
		this.peers.put(connection, peer);
		logger.debug("{} connected, library: {}", peer, peer.isLibrary());
		if (!peer.isLibrary()) {
			Reply reply = new SocketReply(connection, "connect", SocketPacket.NO_ACK);
			orRefuse(reply, () -> this.rooms.join(Room.DEFAULT_NAME, RoomMember.plain(peer)));
		}
	}

	@Override
	public void event(NamespaceConnection connection, PeerMessage message, long ackId) {
		SocketPeer peer = this.peers.get(connection);
		if (peer == null) {
			return;
		}
		Reply reply = new SocketReply(connection, message.event(), ackId);
		switch (message.event()) {
			case "p2p:join" -> orRefuse(reply, () -> join(peer, message, reply));
			case "p2p:leave" -> orRefuse(reply, () -> leave(peer, message, reply));
			case "peer-signal" -> orRefuse(reply, () -> signal(peer, message, reply));
			case "offers" -> orRefuse(reply, () -> offers(peer, message));
			case "p2p:msg" -> orRefuse(reply, () -> relay(peer, message, reply));
			case "p2p:part" -> orRefuse(reply, () -> relayPart(peer, message, reply));
			default -> other(peer, message, ackId);
		}
	}

	@Override
	public void disconnected(NamespaceConnection connection) {
		SocketPeer peer = this.peers.remove(connection);
		if (peer != null) {
			this.rooms.leaveAll(peer);
			this.relay.forget(peer);
			logger.debug("{} disconnected", peer);
		}
	}

	private static void charge(SocketPeer peer, RateLimit limit) {
		switch (limit.take()) {
			case ACCEPT -> {
				// the usual case
			}
			case REFUSE -> throw tooMany();
			case DISCONNECT -> {
				peer.connection().session().close(CloseReason.RATE_LIMITED);
				// whoever has gone joins nothing any more
				throw tooMany();
			}
		}
	}

	private static RefusedException tooMany() {
		return new RefusedException(ErrorCode.RATE_LIMITED, "Too many of these in a second");
	}

	private void join(SocketPeer peer, PeerMessage message, Reply reply) {
		charge(peer, peer.joins());
		JoinRequest request = read(message, JoinRequest.class);
		this.admission.join(peer, request, reply::acknowledge);
		if (!peer.isLibrary()) {
			peer.becomeLibrary();
			if (!request.roomName().equals(Room.DEFAULT_NAME)) {
				this.rooms.leave(Room.DEFAULT_NAME, peer);
			}
		}
	}

	private void leave(SocketPeer peer, PeerMessage message, Reply reply) {
		this.rooms.leave(read(message, RelayHeader.class).roomName(), peer);
		reply.acknowledge();
	}

	private void offers(SocketPeer peer, PeerMessage message) {
		charge(peer, peer.signals());
		this.signals.offers(peer, read(message, OffersRequest.class));
	}

	private void signal(SocketPeer peer, PeerMessage message, Reply reply) {
		charge(peer, peer.signals());
		SignalRequest request = read(message, SignalRequest.class);
		logger.debug("Signal from {} to {}", peer, request.toPeerId());
		this.signals.signal(peer, request, message.attachments());
		reply.acknowledge();
	}

	private void relay(SocketPeer peer, PeerMessage message, Reply reply) {
		JsonArray arguments = JsonArray.of(message.arguments(), 2);
		if (!arguments.isText(1)) {
			throw new RefusedException(ErrorCode.BAD_REQUEST, "Expected a header and the name of an event");
		}
		RelayHeader header = PeerMessageCodec.PROTOCOL.read(message.arguments(), arguments.start(0),
				arguments.length(0), RelayHeader.class);
		if (header == null) {
			throw new RefusedException(ErrorCode.BAD_REQUEST, "Expected a header");
		}
		this.relay.relay(peer, header, new PeerMessage(arguments.text(1), arguments.from(2), message.attachments()),
				reply);
	}

	private void relayPart(SocketPeer peer, PeerMessage message, Reply reply) {
		byte[] bytes = (byte[]) PeerMessageCodec.PROTOCOL.decode(message, 1, byte[].class);
		if (bytes == null) {
			throw new RefusedException(ErrorCode.BAD_REQUEST, "Expected a header and bytes");
		}
		this.relay.relayPart(peer, read(message, RelayHeader.class), bytes, reply);
	}

	// what is not of the protocol: a plain peer's is relayed, and the application's
	// listeners see it
	private void other(SocketPeer peer, PeerMessage message, long ackId) {
		NamespaceConnection connection = peer.connection();
		Reply reply = new SocketReply(connection, message.event(), ackId);
		orRefuse(reply, () -> {
			boolean listened = connection.event(message, ackId);
			if (!peer.isLibrary()) {
				// an acknowledgement is the listener's to give
				Reply relayReply = listened ? new SocketReply(connection, message.event(), SocketPacket.NO_ACK) : reply;
				this.relay.relay(peer, RelayHeader.PLAIN, message, relayReply);
			}
		});
	}

	private <T> T read(PeerMessage message, Class<T> type) {
		Object value = PeerMessageCodec.PROTOCOL.decode(message, 0, type);
		if (value == null) {
			throw new RefusedException(ErrorCode.BAD_REQUEST, "Expected an object");
		}
		return type.cast(value);
	}

	private boolean announcesLibrary(byte[] auth) {
		Map<?, ?> members = PeerMessageCodec.PROTOCOL.read(auth, 0, auth.length, Map.class);
		return members != null && members.get("p2p") != null;
	}

	private static void orRefuse(Reply reply, Runnable action) {
		try {
			action.run();
		}
		catch (RefusedException ex) {
			reply.refuse(ex);
		}
		catch (JacksonException ex) {
			// its message would tell of our classes
			reply.refuse(new RefusedException(ErrorCode.BAD_REQUEST, "The arguments do not have the expected shape"));
		}
	}

}

package io.p2p.socketio.peer;

import java.util.List;
import java.util.Objects;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.util.StringUtils;

import io.p2p.codec.PackedEvent;
import io.p2p.codec.PeerMessageCodec;
import io.p2p.peer.ErrorCode;
import io.p2p.peer.EventLimits;
import io.p2p.peer.RawJson;
import io.p2p.peer.RawMessage;
import io.p2p.peer.RefusedException;
import io.p2p.relay.MessageRelay;
import io.p2p.relay.RelayHeader;
import io.p2p.room.Room;
import io.p2p.room.RoomManager;
import io.p2p.signaling.JoinRequest;
import io.p2p.signaling.LinkReport;
import io.p2p.signaling.OffersRequest;
import io.p2p.signaling.RoomJoinService;
import io.p2p.signaling.SignalRequest;
import io.p2p.signaling.SignalRouter;
import io.p2p.signaling.UpdateRequest;
import io.p2p.socketio.JsonArray;
import io.p2p.socketio.peer.wire.Requests;

/**
 * Reads the events of {@code docs/protocol.md} and hands them to signaling and relay.
 */
final class PeerProtocol {

	private static final Logger logger = LoggerFactory.getLogger(PeerProtocol.class);

	private final RoomManager rooms;

	private final SignalRouter signals;

	private final MessageRelay relay;

	private final RoomJoinService joins;

	private final RequestCharges charges;

	PeerProtocol(RoomManager rooms, SignalRouter signals, MessageRelay relay, RoomJoinService joins) {
		this.rooms = rooms;
		this.signals = signals;
		this.relay = relay;
		this.joins = joins;
		this.charges = new RequestCharges(rooms);
	}

	/**
	 * Handle an event.
	 * @return {@code false} if it is none of the protocol
	 * @throws RefusedException if it is refused
	 */
	boolean take(SocketPeer peer, RawMessage message, PeerReply reply) {
		switch (message.event()) {
			case "p2p:join" -> join(peer, message, reply);
			case "p2p:leave" -> leave(peer, message, reply);
			case "p2p:update" -> update(peer, message, reply);
			case "p2p:ice" -> ice(peer, reply);
			case "peer-signal" -> signal(peer, message, reply);
			case "offers" -> offers(peer, message);
			case "p2p:link" -> link(peer, message, reply);
			case "p2p:msg" -> relay(peer, message, reply);
			case "p2p:volatile" -> relayVolatile(peer, message, reply);
			case "p2p:part" -> relayPart(peer, message, reply);
			case "p2p:stop" -> this.relay.relayStop(peer, header(message, reply), reply);
			case "p2p:path" -> this.relay.relayPath(peer, header(message, reply), reply);
			default -> {
				return false;
			}
		}
		return true;
	}

	/**
	 * Whether an event only answers earlier ones: these are taken while draining.
	 */
	static boolean isAnswer(RawMessage message) {
		return message.event().equals("p2p:received") || (message.event().equals("p2p:msg")
				&& (JsonArray.of(message.arguments(), 2).isNull(1) || isPackedAnswer(message)));
	}

	private static boolean isPackedAnswer(RawMessage message) {
		return message.attachments().size() == 1 && header(message).isPacked() && unpack(message).name() == null;
	}

	/**
	 * Tell the reply what a request is about that is refused unread.
	 */
	static void describe(RawMessage message, PeerReply reply) {
		try {
			switch (message.event()) {
				case "p2p:msg", "p2p:volatile" -> {
					JsonArray arguments = JsonArray.of(message.arguments(), 2);
					RelayHeader header = header(message, arguments);
					reply.about(header, arguments.isText(1) ? arguments.text(1) : null);
				}
				case "p2p:part", "p2p:stop", "p2p:path" -> header(message, reply);
				default -> {
					// the name of the event is enough
				}
			}
		}
		catch (RuntimeException ex) {
			// malformed: only the name of the event is known
		}
	}

	private void join(SocketPeer peer, RawMessage message, PeerReply reply) {
		checkJson(message);
		join(peer, Requests.join(message.arguments(), Requests.first(message)), message.size(), reply);
	}

	/**
	 * Let a peer join a room that it has asked for in its CONNECT.
	 * @param json the argument of {@code p2p:join}
	 * @throws RefusedException if the peer may not join
	 */
	void join(SocketPeer peer, RawJson json, PeerReply reply) {
		join(peer, Requests.join(json.bytes(), 0), json.bytes().length, reply);
	}

	private void join(SocketPeer peer, JoinRequest request, long size, PeerReply reply) {
		RawJson user = peer.user();
		this.charges.take(peer, peer.requests().joins(), request.roomName(),
				size + ((user != null) ? user.bytes().length : 0));
		reply.about(request.roomName(), null);
		peer.joined();
		this.joins.join(peer, request, size, reply, (welcome) -> reply.acknowledgeInTurn(welcome.json()), (joined) -> {
			if (!peer.isLibrary()) {
				peer.becomeLibrary();
				leaveAllBut(joined, peer);
			}
		});
	}

	// a plain peer that becomes a library peer leaves its other room
	private void leaveAllBut(Room joined, SocketPeer peer) {
		for (Room room : this.rooms.roomsOf(peer.id())) {
			if (!room.name().equals(joined.name())) {
				this.rooms.leave(room.name(), peer);
			}
		}
	}

	private void leave(SocketPeer peer, RawMessage message, PeerReply reply) {
		String room = header(message, reply).roomName();
		this.charges.takeUnrefused(peer, peer.requests().joins(), room, message.size());
		// behind the events that the peer has sent, and before its later requests
		this.joins.untilDone(peer, message.size(), reply, () -> this.relay.queue()
			.after(peer, () -> this.rooms.leave(room, peer, reply.number()).thenRun(reply::acknowledge)));
	}

	private void update(SocketPeer peer, RawMessage message, PeerReply reply) {
		checkJson(message);
		UpdateRequest request = read(message, UpdateRequest.class);
		this.charges.take(peer, peer.requests().joins(), request.roomName(), message.size());
		reply.about(request.roomName(), null);
		this.joins.update(peer, request, message.size(), reply);
	}

	private void ice(SocketPeer peer, PeerReply reply) {
		RequestCharges.take(peer, peer.requests().joins());
		this.joins.ice(peer).thenAccept(reply::acknowledge);
	}

	private void offers(SocketPeer peer, RawMessage message) {
		RequestCharges.take(peer, peer.requests().signals());
		this.signals.offers(peer, read(message, OffersRequest.class));
	}

	private void signal(SocketPeer peer, RawMessage message, PeerReply reply) {
		RequestCharges.take(peer, peer.requests().signals());
		if (!EventLimits.isForPlain(message)) {
			throw new RefusedException(ErrorCode.TOO_LARGE,
					"A signal has at most " + EventLimits.MAX_PLAIN_BINARIES + " binaries");
		}
		SignalRequest request = read(message, SignalRequest.class);
		reply.about(Objects.requireNonNullElse(request.room(), Room.DEFAULT_NAME), request.toPeerId());
		logger.debug("Signal from {} to {}", peer, request.toPeerId());
		this.signals.signal(peer, request, message.attachments(), reply);
	}

	private void link(SocketPeer peer, RawMessage message, PeerReply reply) {
		RequestCharges.take(peer, peer.requests().signals());
		this.signals.report(peer, read(message, LinkReport.class));
		reply.acknowledge();
	}

	private void relay(SocketPeer peer, RawMessage message, PeerReply reply) {
		JsonArray arguments = JsonArray.of(message.arguments(), 2);
		RelayHeader header = header(message, arguments);
		if (header.isPacked()) {
			reply.about(header, null);
			relay(peer, header, unpack(message), reply);
			return;
		}
		if (arguments.isNull(1)) {
			reply.about(header, null);
			this.relay.relayAnswer(peer, header, arguments.from(1), message.attachments(), reply);
			return;
		}
		this.relay.relay(peer, header, carried(message, arguments, header, reply), reply);
	}

	private void relay(SocketPeer peer, RelayHeader header, Unpacked packed, PeerReply reply) {
		List<byte[]> attachments = packed.event().attachments();
		if (packed.name() == null) {
			this.relay.relayAnswer(peer, header, packed.event().content(), attachments, reply);
			return;
		}
		reply.about(header, packed.name());
		this.relay.relay(peer, header,
				new RawMessage(packed.name(), packed.arguments(), attachments, header.traceparent()), reply);
	}

	private void relayVolatile(SocketPeer peer, RawMessage message, PeerReply reply) {
		JsonArray arguments = JsonArray.of(message.arguments(), 2);
		RelayHeader header = header(message, arguments);
		if (header.isPacked()) {
			throw new RefusedException(ErrorCode.TOO_LARGE, "A volatile event cannot be packed");
		}
		this.relay.relayVolatile(peer, header, carried(message, arguments, header, reply), reply);
	}

	// The application's event behind the header.
	private static RawMessage carried(RawMessage message, JsonArray arguments, RelayHeader header, PeerReply reply) {
		if (!arguments.isText(1)) {
			throw new RefusedException(ErrorCode.BAD_REQUEST, "Expected a header and the name of an event");
		}
		String event = arguments.text(1);
		reply.about(header, event);
		return new RawMessage(event, arguments.from(2), message.attachments(), header.traceparent());
	}

	private static RelayHeader header(RawMessage message) {
		return Requests.header(message.arguments(), Requests.first(message));
	}

	private static RelayHeader header(RawMessage message, JsonArray arguments) {
		return Requests.header(message.arguments(), arguments.start(0));
	}

	private static Unpacked unpack(RawMessage message) {
		PackedEvent event = PackedEvent.read(bytes(message));
		JsonArray content = JsonArray.checked(event.content(), event.attachments().size());
		if (!content.isText(0) && !content.isNull(0)) {
			throw new RefusedException(ErrorCode.BAD_REQUEST, "Expected the name of an event");
		}
		return new Unpacked(event, content.isText(0) ? content.text(0) : null, content.from(1));
	}

	private static byte[] bytes(RawMessage message) {
		byte[] bytes = (byte[]) PeerMessageCodec.PROTOCOL.decode(message, 1, byte[].class);
		if (bytes == null) {
			throw new RefusedException(ErrorCode.BAD_REQUEST, "Expected a header and bytes");
		}
		return bytes;
	}

	private void relayPart(SocketPeer peer, RawMessage message, PeerReply reply) {
		RelayHeader header = header(message, reply);
		this.relay.relayPart(peer, header, bytes(message), reply);
	}

	private static RelayHeader header(RawMessage message, PeerReply reply) {
		RelayHeader header = header(message);
		if (message.event().equals("p2p:part")) {
			// a part of an answer has the empty name
			reply.about(header, StringUtils.hasLength(header.event()) ? header.event() : null);
		}
		else {
			reply.about(header);
		}
		return header;
	}

	// The data of a peer is kept as JSON, without binaries.
	private static void checkJson(RawMessage message) {
		if (!message.attachments().isEmpty()) {
			throw new RefusedException(ErrorCode.BAD_REQUEST, "There must be no binaries in this");
		}
	}

	private static <T> T read(RawMessage message, Class<T> type) {
		Object value = PeerMessageCodec.PROTOCOL.decode(message, 0, type);
		if (value == null) {
			throw new RefusedException(ErrorCode.BAD_REQUEST, "Expected an object");
		}
		return type.cast(value);
	}

	/**
	 * An event that came packed in one binary (docs/protocol.md).
	 *
	 * @param name the event's name, {@code null} for an answer
	 * @param arguments its arguments as a JSON array
	 */
	@SuppressWarnings("ArrayRecordComponent") // nobody compares them
	private record Unpacked(PackedEvent event, @Nullable String name, byte[] arguments) {

	}

}

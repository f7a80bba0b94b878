package io.p2p.socketio.peer;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.p2p.codec.PackedEvent;
import io.p2p.codec.PeerMessageCodec;
import io.p2p.engineio.send.Frame;
import io.p2p.peer.ErrorCode;
import io.p2p.peer.PeerId;
import io.p2p.peer.RefusedException;
import io.p2p.relay.RelayHeader;
import io.p2p.socketio.JsonArray;
import io.p2p.socketio.SocketPacket;

/**
 * An event that is not sent to a peer again, because it has ended one connection after
 * another. Its sender is read from the packets, so that replay buffers need not keep it.
 *
 * @param receiver the peer that does not get it
 * @param frames the packets of the event
 * @param failed whether the receiver's client could not read it
 */
record GivenUp(SocketPeer receiver, List<Frame> frames, boolean failed) {

	private static final Logger logger = LoggerFactory.getLogger(GivenUp.class);

	/**
	 * Log it, and send its sender a {@code peer-error} if that is a peer in the room.
	 */
	void report() {
		logger.warn("{} is not sent again what has ended its connections: one event will not arrive", this.receiver);
		try {
			JsonArray event = JsonArray.of(json(), 1);
			byte[] arguments = event.from(1);
			JsonArray parts = JsonArray.of(arguments, 2);
			if (parts.start(0) >= 0) {
				Header header = PeerMessageCodec.PROTOCOL.read(arguments, parts.start(0), parts.length(0),
						Header.class);
				if (header != null) {
					report(header, name(event.text(0), header, parts));
				}
			}
		}
		catch (RuntimeException ex) {
			// a packet that is no event between peers has another shape
			logger.debug("Nobody is told of it", ex);
		}
	}

	private void report(Header header, @Nullable String event) {
		String from = header.sender();
		SocketPeer sender = (from != null) ? this.receiver.other(header.roomName(), new PeerId(from)) : null;
		if (sender == null) {
			return;
		}
		PeerReply reply = new PeerReply(sender.connection(), sender, "", SocketPacket.NO_ACK);
		// an answer has the question's ack, which is a number of the receiver
		Long ack = (event != null) ? header.ack() : null;
		reply.about(new RelayHeader(header.roomName(), null, null, null, ack, null, null, null, null, null, null, null,
				null, null), event);
		reply.refuse(reason());
	}

	private RefusedException reason() {
		List<String> peerIds = List.of(this.receiver.id().value());
		return this.failed
				? new RefusedException(ErrorCode.TOO_LARGE, "The client of that peer could not read it", peerIds)
				: new RefusedException(ErrorCode.MISSED, "No connection of that peer outlived it", peerIds);
	}

	// The array of an event: behind the packet's type and namespace.
	private byte[] json() {
		byte[] text = this.frames.get(0).bytes();
		String namespace = this.receiver.connection().namespace();
		String before = namespace.equals("/") ? "" : namespace + ",";
		int begin = new String(text, StandardCharsets.ISO_8859_1).indexOf(before + "[") + before.length();
		return Arrays.copyOfRange(text, begin, text.length);
	}

	// the name of the application's event, if an event of the protocol carries one
	private @Nullable String name(String event, Header header, JsonArray parts) {
		if (!event.equals("p2p:msg")) {
			return (header.event() != null) ? header.event() : event;
		}
		JsonArray carrier = Boolean.TRUE.equals(header.packed())
				? JsonArray.of(PackedEvent.read(this.frames.get(1).bytes()).content(), 1) : null;
		if (carrier != null) {
			return carrier.isText(0) ? carrier.text(0) : null;
		}
		return parts.isText(1) ? parts.text(1) : null;
	}

	/**
	 * The members of an event's header that concern its sender.
	 *
	 * @param from the sender of a {@code p2p:…} event
	 * @param fromPeerId the sender of a {@code peer-signal}
	 */
	private record Header(@Nullable String room, @Nullable String from, @Nullable String fromPeerId, @Nullable Long ack,
			@Nullable String event, @Nullable Boolean packed) {

		@Nullable String sender() {
			String sender = (this.from != null) ? this.from : this.fromPeerId;
			// an empty id is that of the server
			return (sender != null && !sender.isEmpty()) ? sender : null;
		}

		String roomName() {
			return RelayHeader.about(this.room, null).roomName();
		}

	}

}

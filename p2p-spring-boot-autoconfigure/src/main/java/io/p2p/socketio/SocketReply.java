package io.p2p.socketio;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

import org.jspecify.annotations.Nullable;

import io.p2p.codec.PeerMessageCodec;
import io.p2p.peer.PeerMessage;
import io.p2p.peer.PeerSender;
import io.p2p.peer.RefusedException;
import io.p2p.relay.Reply;
import io.p2p.socketio.wire.PacketType;
import io.p2p.socketio.wire.SocketPacket;

/**
 * The way back to a connected peer.
 */
final class SocketReply implements Reply {

	private final AtomicBoolean answered = new AtomicBoolean();

	private final SocketPeer peer;

	private final String event;

	private final long ackId;

	private final PeerSender peerSender;

	SocketReply(SocketPeer peer, String event, long ackId, PeerSender peerSender) {
		this.peer = peer;
		this.event = event;
		this.ackId = ackId;
		this.peerSender = peerSender;
	}

	@Override
	public void acknowledge(@Nullable Object... arguments) {
		if (this.ackId != SocketPacket.NO_ACK && this.answered.compareAndSet(false, true)) {
			PeerMessage ack = PeerMessageCodec.PROTOCOL.encode(this.event, arguments);
			NamespaceConnection connection = this.peer.connection();
			connection.send(new SocketPacket(PacketType.ACK, connection.namespace(), this.ackId, ack.arguments(),
					ack.attachments()));
		}
	}

	@Override
	public void refuse(RefusedException reason) {
		Map<String, Object> error = new LinkedHashMap<>();
		error.put("code", reason.code().wireName());
		error.put("message", String.valueOf(reason.getMessage()));
		if (reason.peerId() != null) {
			error.put("peerId", reason.peerId());
		}
		if (this.ackId != SocketPacket.NO_ACK) {
			acknowledge(error);
		}
		else if (this.answered.compareAndSet(false, true)) {
			error.put("event", this.event);
			this.peerSender.send(List.of(this.peer), PeerMessageCodec.PROTOCOL.encode("peer-error", error));
		}
	}

}

package io.p2p.socketio;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;

import org.jspecify.annotations.Nullable;

import io.p2p.codec.PeerMessageCodec;
import io.p2p.peer.PeerMessage;
import io.p2p.peer.RefusedException;
import io.p2p.relay.Intake;
import io.p2p.relay.RelayHeader;
import io.p2p.relay.Reply;
import io.p2p.socketio.wire.PacketType;
import io.p2p.socketio.wire.SocketPacket;

/**
 * The way back to a connected client.
 */
final class SocketReply implements Reply {

	private final AtomicBoolean answered = new AtomicBoolean();

	private final NamespaceConnection connection;

	private final String event;

	private final long ackId;

	private @Nullable RelayHeader header;

	SocketReply(NamespaceConnection connection, String event, long ackId) {
		this.connection = connection;
		this.event = event;
		this.ackId = ackId;
	}

	/**
	 * Remember what the request is about, for its sender to tell it from others.
	 */
	void about(RelayHeader header) {
		this.header = header;
	}

	void about(String room, @Nullable String peerId) {
		about(new RelayHeader(room, peerId, null, null, null, null, null, null, null, null));
	}

	@Override
	public void acknowledge(@Nullable Object... arguments) {
		if (this.ackId != SocketPacket.NO_ACK && this.answered.compareAndSet(false, true)) {
			PeerMessage ack = PeerMessageCodec.PROTOCOL.encode(this.event, arguments);
			send(PacketType.ACK, this.ackId, ack.arguments(), ack.attachments());
		}
	}

	@Override
	public void refuse(RefusedException reason) {
		Map<String, @Nullable Object> error = new LinkedHashMap<>();
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
			tellAbout(error);
			PeerMessage event = PeerMessageCodec.PROTOCOL.encode("peer-error", error);
			send(PacketType.EVENT, SocketPacket.NO_ACK, PeerMessageCodec.PROTOCOL.join(event), List.of());
		}
	}

	private void tellAbout(Map<String, @Nullable Object> error) {
		RelayHeader about = this.header;
		if (about != null) {
			error.put("room", about.roomName());
			error.putIfAbsent("peerId", about.to());
			error.put("ack", about.ack());
			error.put("id", about.id());
		}
		// Jackson writes those of a map too
		error.values().removeIf(Objects::isNull);
	}

	@Override
	public Intake intake() {
		return new SessionIntake(this.connection.session());
	}

	private void send(PacketType type, long id, byte[] payload, List<byte[]> attachments) {
		this.connection.send(new SocketPacket(type, this.connection.namespace(), id, payload, attachments));
	}

}

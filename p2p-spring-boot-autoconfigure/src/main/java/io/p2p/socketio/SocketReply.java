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
import io.p2p.socketio.wire.Broadcast;
import io.p2p.socketio.wire.PacketEncoder;
import io.p2p.socketio.wire.PacketType;
import io.p2p.socketio.wire.SocketPacket;

/**
 * The way back to a connected client.
 */
final class SocketReply implements Reply {

	private final AtomicBoolean answered = new AtomicBoolean();

	private final NamespaceConnection connection;

	private final @Nullable SocketPeer peer;

	private final String event;

	private final long ackId;

	private @Nullable RelayHeader header;

	/**
	 * Create a way back.
	 * @param peer who the client is, {@code null} outside of the peers' namespace
	 */
	SocketReply(NamespaceConnection connection, @Nullable SocketPeer peer, String event, long ackId) {
		this.connection = connection;
		this.peer = peer;
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
		PeerSession session = session();
		return (session != null) ? session : new SessionIntake(this.connection.session());
	}

	private void send(PacketType type, long id, byte[] payload, List<byte[]> attachments) {
		SocketPacket packet = new SocketPacket(type, this.connection.namespace(), id, payload, attachments);
		PeerSession session = session();
		if (session == null || type == PacketType.ACK) {
			this.connection.send(packet);
			return;
		}
		// an event, which counts and may have to be sent again
		Broadcast broadcast = new Broadcast(PacketEncoder.encode(packet), null, 1);
		broadcast.add(session);
		broadcast.send();
	}

	private @Nullable PeerSession session() {
		return (this.peer != null) ? this.peer.session() : null;
	}

}

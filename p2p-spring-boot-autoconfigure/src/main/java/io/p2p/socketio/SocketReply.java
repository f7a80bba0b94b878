package io.p2p.socketio;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;

import org.jspecify.annotations.Nullable;

import io.p2p.codec.PeerMessageCodec;
import io.p2p.peer.RawMessage;
import io.p2p.peer.RefusedException;
import io.p2p.relay.Backlog;
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
		about(new RelayHeader(room, peerId, null, null, null, null, null, null, null, null, null));
	}

	@Override
	public void acknowledge(@Nullable Object... arguments) {
		SocketPacket ack = ack(arguments);
		if (ack != null) {
			this.connection.send(ack);
		}
	}

	@Override
	public void answer(RawMessage answer) {
		if (this.ackId != SocketPacket.NO_ACK && this.answered.compareAndSet(false, true)) {
			this.connection.send(new SocketPacket(PacketType.ACK, this.connection.namespace(), this.ackId,
					answer.arguments(), answer.attachments()));
		}
	}

	/**
	 * Answer behind all that the client was sent before, by whomever.
	 */
	void acknowledgeInTurn(Object argument) {
		SocketPacket ack = ack(argument);
		if (ack != null) {
			Broadcast.send(this.connection.session(), PacketEncoder.encode(ack), null);
		}
	}

	private @Nullable SocketPacket ack(@Nullable Object... arguments) {
		if (this.ackId == SocketPacket.NO_ACK || !this.answered.compareAndSet(false, true)) {
			return null;
		}
		RawMessage ack = PeerMessageCodec.PROTOCOL.encode(this.event, arguments);
		return new SocketPacket(PacketType.ACK, this.connection.namespace(), this.ackId, ack.arguments(),
				ack.attachments());
	}

	@Override
	public void refuse(RefusedException reason) {
		if (!this.answered.get()) {
			this.connection.refusals().count(reason);
		}
		Map<String, @Nullable Object> error = new LinkedHashMap<>();
		error.put("code", reason.wireName());
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
			RawMessage event = PeerMessageCodec.PROTOCOL.encode("peer-error", error);
			send(new SocketPacket(PacketType.EVENT, this.connection.namespace(), SocketPacket.NO_ACK,
					PeerMessageCodec.PROTOCOL.join(event), List.of()));
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
	public Backlog backlog() {
		return (this.peer != null) ? this.peer.backlog() : this.connection.calls().backlog();
	}

	@Override
	public Executor inOrder() {
		return this.connection.session()::inOrder;
	}

	private void send(SocketPacket event) {
		PeerSession session = session();
		if (session == null) {
			this.connection.send(event);
			return;
		}
		// it counts and may have to be sent again
		Broadcast.send(session, PacketEncoder.encode(event), null);
	}

	private @Nullable PeerSession session() {
		return (this.peer != null) ? this.peer.session() : null;
	}

}

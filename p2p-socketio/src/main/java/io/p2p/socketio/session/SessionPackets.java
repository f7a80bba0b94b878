package io.p2p.socketio.session;

import java.util.List;

import org.jspecify.annotations.Nullable;

import io.p2p.codec.PeerMessageCodec;
import io.p2p.engineio.send.Frame;
import io.p2p.peer.RawMessage;
import io.p2p.socketio.NamespaceConnection;
import io.p2p.socketio.PacketEncoder;
import io.p2p.socketio.PacketType;
import io.p2p.socketio.SocketPacket;

/**
 * The packets that sessions send by themselves.
 */
final class SessionPackets {

	private SessionPackets() {
	}

	/**
	 * Encode an event for a client.
	 */
	static List<Frame> encode(NamespaceConnection connection, RawMessage event) {
		return PacketEncoder.encode(new SocketPacket(PacketType.EVENT, connection.namespace(), SocketPacket.NO_ACK,
				PeerMessageCodec.PROTOCOL.join(event), event.attachments()));
	}

	/**
	 * Confirm a client's events by {@code p2p:received}. Called on the event loop of its
	 * connection.
	 * @param arguments how many there are, and maybe how far the client is in its rooms
	 */
	static void confirm(NamespaceConnection connection, @Nullable Object... arguments) {
		RawMessage message = PeerMessageCodec.PROTOCOL.encode("p2p:received", arguments);
		connection.send(new SocketPacket(PacketType.EVENT, connection.namespace(), SocketPacket.NO_ACK,
				PeerMessageCodec.PROTOCOL.join(message), List.of()));
	}

}

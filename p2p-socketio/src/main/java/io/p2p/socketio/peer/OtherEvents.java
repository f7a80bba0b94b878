package io.p2p.socketio.peer;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.p2p.peer.RawMessage;
import io.p2p.relay.MessageRelay;
import io.p2p.relay.RelayHeader;
import io.p2p.relay.Reply;
import io.p2p.room.Room;
import io.p2p.room.RoomManager;
import io.p2p.room.RoomMember;
import io.p2p.socketio.NamespaceConnection;
import io.p2p.socketio.SocketPacket;

/**
 * Handles events that are not of docs/protocol.md. Those of a plain peer are relayed to
 * the default room; those that a library peer emits under their own names are for the
 * server alone. The application's netty-socketio listeners get both.
 */
final class OtherEvents {

	private static final CompletionStage<String> NOTHING = CompletableFuture.completedFuture("");

	private final RoomManager rooms;

	private final MessageRelay relay;

	private final RoomJoinService joins;

	OtherEvents(RoomManager rooms, MessageRelay relay, RoomJoinService joins) {
		this.rooms = rooms;
		this.relay = relay;
		this.joins = joins;
	}

	/**
	 * Let a plain peer into the default room.
	 */
	void connected(SocketPeer peer) {
		PeerReply reply = new PeerReply(peer.connection(), peer, "connect", SocketPacket.NO_ACK);
		reply
			.orRefuse(() -> this.joins.join(peer, Room.DEFAULT_NAME, 0, reply, () -> NOTHING, (nothing) -> join(peer)));
	}

	// the peer may have become a library peer while it waited to join
	private CompletionStage<?> join(SocketPeer peer) {
		return peer.isLibrary() ? NOTHING : this.rooms.join(Room.DEFAULT_NAME, RoomMember.plain(peer));
	}

	/**
	 * Handle an event.
	 */
	void take(SocketPeer peer, RawMessage message, long ackId, PeerReply reply) {
		NamespaceConnection connection = peer.connection();
		boolean listened = connection.listeners().event(message, ackId, reply);
		// a listener that is called gives the acknowledgement
		Reply relayReply = listened ? new PeerReply(connection, peer, message.event(), SocketPacket.NO_ACK) : reply;
		if (peer.isLibrary()) {
			boolean served = this.relay.serve(peer, message, relayReply);
			if (!served && !listened && ackId != SocketPacket.NO_ACK) {
				reply.refuse(NamespaceConnection.nobody(message));
			}
		}
		else {
			this.joins.inOrder(peer, message.size(), relayReply,
					() -> this.relay.relay(peer, RelayHeader.PLAIN, message, relayReply));
		}
	}

}

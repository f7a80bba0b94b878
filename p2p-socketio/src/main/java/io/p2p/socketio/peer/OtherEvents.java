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
 * What is not of the protocol: a plain peer is in the default room, where the others get
 * what it emits; what a library peer emits beside its library is for the server. The
 * application's listeners see both.
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

	// the client may have turned out to be a library meanwhile
	private CompletionStage<?> join(SocketPeer peer) {
		return peer.isLibrary() ? NOTHING : this.rooms.join(Room.DEFAULT_NAME, RoomMember.plain(peer));
	}

	/**
	 * Take an event.
	 */
	void take(SocketPeer peer, RawMessage message, long ackId, PeerReply reply) {
		NamespaceConnection connection = peer.connection();
		boolean listened = connection.listeners().event(message, ackId, reply);
		// an acknowledgement is the listener's to give
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

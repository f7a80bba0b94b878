package io.p2p.socketio.peer;

import io.p2p.peer.RawMessage;
import io.p2p.peer.RefusedException;
import io.p2p.relay.MessageRelay;
import io.p2p.relay.RelayHeader;
import io.p2p.relay.queue.Reply;
import io.p2p.signaling.RoomJoinService;
import io.p2p.socketio.NamespaceConnection;
import io.p2p.socketio.SocketPacket;

/**
 * Handles events that are not of docs/protocol.md. Those of a plain peer are relayed to
 * the default room; those that a library peer emits under their own names are for the
 * server alone. The application's netty-socketio listeners get both.
 */
final class OtherEvents {

	private final MessageRelay relay;

	private final RoomJoinService joins;

	OtherEvents(MessageRelay relay, RoomJoinService joins) {
		this.relay = relay;
		this.joins = joins;
	}

	/**
	 * Let a plain peer into the default room.
	 */
	void connected(SocketPeer peer) {
		PeerReply reply = new PeerReply(peer.connection(), peer, "connect", SocketPacket.NO_ACK);
		try {
			// the peer may have become a library peer while it waited to join
			this.joins.joinPlain(peer, reply, () -> !peer.isLibrary());
		}
		catch (RefusedException ex) {
			reply.refuse(ex);
		}
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

package io.p2p.socketio.peer;

import io.p2p.peer.RawMessage;
import io.p2p.peer.RefusedException;
import io.p2p.relay.MessageRelay;
import io.p2p.relay.RelayHeader;
import io.p2p.relay.Reply;
import io.p2p.signaling.RoomJoinService;
import io.p2p.socketio.NamespaceConnection;
import io.p2p.socketio.SocketPacket;

/**
 * What is not of the protocol: a plain peer is in the default room, where the others get
 * what it emits; what a library peer emits beside its library is for the server. The
 * application's listeners see both.
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
			// the client may turn out to have the library until it may join
			this.joins.joinPlain(peer, reply, () -> !peer.isLibrary());
		}
		catch (RefusedException ex) {
			reply.refuse(ex);
		}
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

package io.p2p.socketio.netty;

import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import io.p2p.peer.RawMessage;
import io.p2p.peer.RefusedException;
import io.p2p.relay.queue.Reply;
import io.p2p.socketio.ClientAuth;
import io.p2p.socketio.Departure;
import io.p2p.socketio.NamespaceConnection;
import io.p2p.socketio.NamespaceHandler;
import io.p2p.socketio.SocketPacket;
import io.p2p.socketio.peer.PeerReply;

/**
 * The handler of a namespace without peers, whose events are for the application's
 * listeners alone.
 *
 * @param draining whether events are dropped, as the server is about to stop
 */
record ListenersOnly(BooleanSupplier draining) implements NamespaceHandler {

	@Override
	public ClientAuth read(byte @Nullable [] auth) {
		return ClientAuth.ofOther(auth);
	}

	@Override
	public void authenticate(NamespaceConnection connection, Consumer<@Nullable RefusedException> then) {
		then.accept(null);
	}

	@Override
	public void connected(NamespaceConnection connection, ClientAuth auth) {
		// SocketIoSession calls the listeners
	}

	@Override
	public void event(NamespaceConnection connection, RawMessage message, long ackId,
			@Nullable RefusedException refusal) {
		if (this.draining.getAsBoolean()) {
			return;
		}
		Reply reply = PeerReply.toClient(connection, message.event(), ackId);
		RefusedException reason = refusal;
		if (reason == null && !connection.listeners().event(message, ackId, reply) && ackId != SocketPacket.NO_ACK) {
			reason = NamespaceConnection.nobody(message);
		}
		if (reason != null) {
			reply.refuse(reason);
		}
	}

	@Override
	public boolean acknowledged(NamespaceConnection connection, SocketPacket ack) {
		return false;
	}

	@Override
	public void disconnected(NamespaceConnection connection, Departure departure) {
		// SocketIoSession calls the listeners
	}

}

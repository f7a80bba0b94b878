package io.p2p.socketio;

import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import io.p2p.peer.RawMessage;
import io.p2p.peer.RefusedException;
import io.p2p.relay.Reply;

/**
 * A namespace in which there are no peers: its events are for the application's listeners
 * alone.
 *
 * @param draining whether events are not taken any more
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
		// its listeners know
	}

	@Override
	public void event(NamespaceConnection connection, RawMessage message, long ackId,
			@Nullable RefusedException refusal) {
		if (this.draining.getAsBoolean()) {
			return;
		}
		Reply reply = new SocketReply(connection, null, message.event(), ackId);
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
		// its listeners know
	}

}

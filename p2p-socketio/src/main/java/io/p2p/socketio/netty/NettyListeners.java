package io.p2p.socketio.netty;

import java.util.function.Consumer;

import com.corundumstudio.socketio.AuthTokenResult;

import io.p2p.peer.ErrorCode;
import io.p2p.peer.RawMessage;
import io.p2p.peer.RefusedException;
import io.p2p.relay.queue.Reply;
import io.p2p.socketio.ConnectionListeners;
import io.p2p.socketio.ListenerCalls;
import io.p2p.socketio.NamespaceConnection;
import io.p2p.socketio.SocketPacket;

/**
 * Calls the listeners that are registered with netty-socketio, for one client.
 */
final class NettyListeners implements ConnectionListeners {

	private final ListenerCalls calls;

	private final ListenedNamespace listened;

	private final NettyClient client;

	NettyListeners(NamespaceConnection connection, ListenedNamespace listened) {
		this.calls = connection.calls();
		this.listened = listened;
		this.client = new NettyClient(connection, listened, connection.auth());
	}

	@Override
	public void authorize(Consumer<Verdict> then) {
		if (this.listened.state().asksWhoMayConnect()) {
			this.calls.add(0, () -> then.accept(verdict(this.listened.authorize(this.client))),
					() -> then.accept(new Verdict(false, busy())));
		}
		else {
			then.accept(Verdict.ALLOWED);
		}
	}

	private static Verdict verdict(AuthTokenResult result) {
		return result.isSuccess() ? Verdict.ALLOWED : new Verdict(false, result.getErrorData());
	}

	private static RefusedException busy() {
		return new RefusedException(ErrorCode.BUSY,
				"The server has no thread for its listeners, see p2p.handler.queue-capacity");
	}

	@Override
	public boolean event(RawMessage message, long ackId, Reply reply) {
		if (!this.listened.listensTo(message.event())) {
			return false;
		}
		if (this.calls.flowControl().isFull()) {
			reply.refuse(new RefusedException(ErrorCode.BUSY, "Too many of the sender's events wait for the server"));
			return true;
		}
		this.calls.add(message.size(), () -> call(message, ackId, reply), () -> reply.refuse(busy()));
		return true;
	}

	private void call(RawMessage message, long ackId, Reply reply) {
		try {
			this.listened.event(this.client, message, ackId, reply);
		}
		catch (RefusedException ex) {
			reply.refuse(ex);
		}
	}

	@Override
	public void acknowledged(SocketPacket ack) {
		this.calls.add(ack.size(), () -> this.listened.acknowledged(this.client, ack));
	}

	@Override
	public void connected() {
		this.listened.register(this.client);
		if (this.listened.state().hearsOfConnects()) {
			this.calls.add(0, () -> this.listened.connected(this.client));
		}
	}

	@Override
	public void pinged() {
		if (this.listened.state().hearsOfPings()) {
			this.calls.add(0, () -> this.listened.pinged(this.client), NettyListeners::letGo);
		}
	}

	@Override
	public void ponged() {
		if (this.listened.state().hearsOfPongs()) {
			this.calls.add(0, () -> this.listened.ponged(this.client), NettyListeners::letGo);
		}
	}

	@Override
	public void disconnected(String reason) {
		this.listened.remove(this.client, reason);
		// behind a running listener, which may still have the client join a room
		if (this.listened.state().hearsOfDisconnects() || this.client.hasAsked() || !this.calls.isIdle()) {
			this.calls.add(0, this.client::onChannelDisconnect);
		}
		else {
			this.client.onChannelDisconnect();
		}
	}

	// drops a call: the listeners hear of the next heartbeat
	private static void letGo() {
	}

}

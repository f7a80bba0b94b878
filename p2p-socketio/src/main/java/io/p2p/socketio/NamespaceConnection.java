package io.p2p.socketio;

import java.security.Principal;
import java.util.UUID;
import java.util.function.Consumer;

import com.corundumstudio.socketio.AuthTokenResult;
import org.jspecify.annotations.Nullable;

import io.p2p.engineio.EngineSession;
import io.p2p.peer.ErrorCode;
import io.p2p.peer.PeerHandshake;
import io.p2p.peer.PeerIdentity;
import io.p2p.peer.RawJson;
import io.p2p.peer.RawMessage;
import io.p2p.peer.RefusedException;
import io.p2p.relay.Reply;

/**
 * A client in one namespace. Its id is public; the session's is not.
 */
final class NamespaceConnection {

	private final UUID id = UUID.randomUUID();

	private final String namespace;

	private final EngineSession session;

	private final ListenedNamespace listened;

	private final @Nullable RawJson auth;

	private final NettyClient client;

	private final ListenerCalls calls;

	private final Consumer<NamespaceConnection> disconnect;

	private boolean leaving;

	private volatile PeerIdentity identity = PeerIdentity.anonymous();

	private volatile boolean dismissed;

	NamespaceConnection(String namespace, byte @Nullable [] auth, EngineSession session, ListenedNamespace listened,
			ListenerCalls calls, Consumer<NamespaceConnection> disconnect) {
		this.namespace = namespace;
		this.auth = (auth != null) ? new RawJson(auth) : null;
		this.session = session;
		this.listened = listened;
		this.calls = calls;
		this.disconnect = disconnect;
		this.client = new NettyClient(this, listened, this.auth);
	}

	UUID id() {
		return this.id;
	}

	String namespace() {
		return this.namespace;
	}

	EngineSession session() {
		return this.session;
	}

	/**
	 * Where it is counted that the client is refused something.
	 */
	Refusals refusals() {
		return this.listened.refusals();
	}

	/**
	 * The client as netty-socketio's listeners see it.
	 */
	NettyClient client() {
		return this.client;
	}

	/**
	 * What the client said when it connected.
	 */
	PeerHandshake handshake() {
		return Handshakes.of(this.session.handshake(), this.auth);
	}

	/**
	 * Who the client is, {@code null} for nobody in particular.
	 */
	@Nullable Principal principal() {
		return this.identity.principal();
	}

	/**
	 * Who the client is, and for how long.
	 */
	PeerIdentity identity() {
		return this.identity;
	}

	void identify(PeerIdentity found) {
		this.identity = found;
	}

	/**
	 * The calls of the application's listeners, in which those of the session's other
	 * namespaces are, too.
	 */
	ListenerCalls calls() {
		return this.calls;
	}

	/**
	 * Disconnect the client because the server wants it so.
	 */
	void disconnect() {
		this.dismissed = true;
		this.disconnect.accept(this);
	}

	/**
	 * Whether the server wants the client to go: nobody is to hear of it any more.
	 */
	boolean isDismissed() {
		return this.dismissed;
	}

	/**
	 * Whether the last thing that the client has said is that it is about to go. Used on
	 * the loop of its session.
	 */
	boolean isLeaving() {
		return this.leaving;
	}

	void leaving(boolean value) {
		this.leaving = value;
	}

	void send(SocketPacket packet) {
		this.session.send(PacketEncoder.encode(packet));
	}

	/**
	 * Ask the application whether the client may connect.
	 * @param then told the answer, on whatever thread
	 */
	void authorize(Consumer<AuthTokenResult> then) {
		if (this.listened.state().asksWhoMayConnect()) {
			this.calls.add(0, () -> then.accept(this.listened.authorize(this.client)),
					() -> then.accept(new AuthTokenResult(false, busy())));
		}
		else {
			then.accept(AuthTokenResult.AuthTokenResultSuccess);
		}
	}

	private static RefusedException busy() {
		return new RefusedException(ErrorCode.BUSY,
				"The server has no thread for its listeners, see p2p.handler.queue-capacity");
	}

	/**
	 * Call the application's listeners of an event.
	 * @param reply the way back to the client, for a listener that refuses the event
	 * @return whether there are any
	 */
	boolean event(RawMessage message, long ackId, Reply reply) {
		if (!this.listened.listensTo(message.event())) {
			return false;
		}
		if (this.calls.backlog().isFull()) {
			reply.refuse(new RefusedException(ErrorCode.BUSY, "Too many of the sender's events wait for the server"));
			return true;
		}
		this.calls.add(message.size(), () -> call(message, ackId, reply), () -> reply.refuse(busy()));
		return true;
	}

	/**
	 * What is said to a client that has asked for an answer which nobody gives.
	 */
	static RefusedException nobody(RawMessage message) {
		return new RefusedException(ErrorCode.NO_HANDLER, "Nobody answers '" + message.event() + "' here");
	}

	private void call(RawMessage message, long ackId, Reply reply) {
		try {
			this.listened.event(this.client, message, ackId, reply);
		}
		catch (RefusedException ex) {
			reply.refuse(ex);
		}
	}

	void acknowledged(SocketPacket ack) {
		this.calls.add(ack.size(), () -> this.listened.acknowledged(this.client, ack));
	}

	void connected() {
		this.listened.register(this.client);
		if (this.listened.state().hearsOfConnects()) {
			this.calls.add(0, () -> this.listened.connected(this.client));
		}
	}

	void pinged() {
		if (this.listened.state().hearsOfPings()) {
			this.calls.add(0, () -> this.listened.pinged(this.client), NamespaceConnection::letGo);
		}
	}

	void ponged() {
		if (this.listened.state().hearsOfPongs()) {
			this.calls.add(0, () -> this.listened.ponged(this.client), NamespaceConnection::letGo);
		}
	}

	/**
	 * The client has gone. It is nowhere any more when this returns, whatever the
	 * application's listeners are at.
	 */
	void disconnected(String reason) {
		this.listened.remove(this.client, reason);
		// a listener that is called now may put it into a room again
		if (this.listened.state().hearsOfDisconnects() || this.client.hasAsked() || !this.calls.isIdle()) {
			this.calls.add(0, this.client::onChannelDisconnect);
		}
		else {
			this.client.onChannelDisconnect();
		}
	}

	// the listeners hear of the next heartbeat
	private static void letGo() {
	}

}

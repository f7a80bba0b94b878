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

	private final Refusals refusals;

	private final @Nullable RawJson auth;

	private final NamespaceHandler handler;

	private final ConnectionListeners listeners;

	private final ListenerCalls calls;

	private final Consumer<NamespaceConnection> disconnect;

	private boolean leaving;

	private volatile PeerIdentity identity = PeerIdentity.anonymous();

	private volatile boolean dismissed;

	NamespaceConnection(String namespace, byte @Nullable [] auth, EngineSession session, ServedNamespace served,
			Refusals refusals, ListenerCalls calls, Consumer<NamespaceConnection> disconnect) {
		this.namespace = namespace;
		this.auth = (auth != null) ? new RawJson(auth) : null;
		this.session = session;
		this.refusals = refusals;
		this.calls = calls;
		this.disconnect = disconnect;
		this.handler = served.handler();
		this.listeners = served.listeners().apply(this);
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
		return this.refusals;
	}

	/**
	 * Who takes what the client does.
	 */
	NamespaceHandler handler() {
		return this.handler;
	}

	/**
	 * The application's listeners, for this client.
	 */
	ConnectionListeners listeners() {
		return this.listeners;
	}

	/**
	 * What the client said when it connected, {@code null} for nothing.
	 */
	@Nullable RawJson auth() {
		return this.auth;
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
	 * What is said to a client that has asked for an answer which nobody gives.
	 */
	static RefusedException nobody(RawMessage message) {
		return new RefusedException(ErrorCode.NO_HANDLER, "Nobody answers '" + message.event() + "' here");
	}

}

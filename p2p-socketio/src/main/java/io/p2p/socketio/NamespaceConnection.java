package io.p2p.socketio;

import java.security.Principal;
import java.util.UUID;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import io.p2p.engineio.EngineSession;
import io.p2p.peer.ErrorCode;
import io.p2p.peer.PeerIdentity;
import io.p2p.peer.RawJson;
import io.p2p.peer.RawMessage;
import io.p2p.peer.RefusedException;

/**
 * A client in one namespace. Its id is public; the session's is not.
 *
 * @since 0.1.0
 */
public final class NamespaceConnection {

	private final UUID id = UUID.randomUUID();

	private final String namespace;

	private final EngineSession session;

	private final RejectionCounters refusals;

	private final @Nullable RawJson auth;

	private final NamespaceHandler handler;

	private final ConnectionListeners listeners;

	private final ListenerCalls calls;

	private final Consumer<NamespaceConnection> disconnect;

	private boolean leaving;

	private volatile PeerIdentity identity = PeerIdentity.anonymous();

	private volatile boolean dismissed;

	NamespaceConnection(String namespace, byte @Nullable [] auth, EngineSession session, ServedNamespace served,
			RejectionCounters refusals, ListenerCalls calls, Consumer<NamespaceConnection> disconnect) {
		this.namespace = namespace;
		this.auth = (auth != null) ? new RawJson(auth) : null;
		this.session = session;
		this.refusals = refusals;
		this.calls = calls;
		this.disconnect = disconnect;
		this.handler = served.handler();
		this.listeners = served.listeners().apply(this);
	}

	/**
	 * The public id of the client.
	 * @return the id
	 */
	public UUID id() {
		return this.id;
	}

	/**
	 * The name of the namespace.
	 * @return the name, which begins with a slash
	 */
	public String namespace() {
		return this.namespace;
	}

	/**
	 * The session of the client, in which it may be in other namespaces too.
	 * @return the session
	 */
	public EngineSession session() {
		return this.session;
	}

	/**
	 * Where it is counted that the client is refused something.
	 * @return the counts
	 */
	public RejectionCounters refusals() {
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
	 * @return the listeners
	 */
	public ConnectionListeners listeners() {
		return this.listeners;
	}

	/**
	 * What the client said when it connected, {@code null} for nothing.
	 * @return the auth object as JSON
	 */
	public @Nullable RawJson auth() {
		return this.auth;
	}

	/**
	 * Who the client is, {@code null} for nobody in particular.
	 * @return the principal
	 */
	public @Nullable Principal principal() {
		return this.identity.principal();
	}

	/**
	 * Who the client is, and for how long.
	 * @return the identity
	 */
	public PeerIdentity identity() {
		return this.identity;
	}

	/**
	 * Say who the client is.
	 * @param found its identity
	 */
	public void identify(PeerIdentity found) {
		this.identity = found;
	}

	/**
	 * The calls of the application's listeners, in which those of the session's other
	 * namespaces are, too.
	 * @return the calls
	 */
	public ListenerCalls calls() {
		return this.calls;
	}

	/**
	 * Disconnect the client because the server wants it so.
	 */
	public void disconnect() {
		this.dismissed = true;
		this.disconnect.accept(this);
	}

	/**
	 * Whether the server wants the client to go: nobody is to hear of it any more.
	 * @return whether it does
	 */
	public boolean isDismissed() {
		return this.dismissed;
	}

	/**
	 * Whether the last thing that the client has said is that it is about to go. Used on
	 * the loop of its session.
	 * @return whether it is
	 */
	public boolean isLeaving() {
		return this.leaving;
	}

	/**
	 * Remember whether the client is about to go.
	 * @param value whether it is
	 */
	public void leaving(boolean value) {
		this.leaving = value;
	}

	/**
	 * Send the client a packet.
	 * @param packet the packet
	 */
	public void send(SocketPacket packet) {
		this.session.send(PacketEncoder.encode(packet));
	}

	/**
	 * What is said to a client that has asked for an answer which nobody gives.
	 * @param message what it has asked
	 * @return the refusal
	 */
	public static RefusedException nobody(RawMessage message) {
		return new RefusedException(ErrorCode.NO_HANDLER, "Nobody answers '" + message.event() + "' here");
	}

}

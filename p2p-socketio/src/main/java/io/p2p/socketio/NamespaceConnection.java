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
 * A client's connection to one namespace. Its id is public; its session's is secret.
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

	private volatile @Nullable RawJson user;

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
	 * The Engine.IO session, by which the client may be in other namespaces too.
	 * @return the session
	 */
	public EngineSession session() {
		return this.session;
	}

	/**
	 * The counters of what clients are refused.
	 * @return the counters
	 */
	public RejectionCounters refusals() {
		return this.refusals;
	}

	/**
	 * The handler of the namespace.
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
	 * The auth object of the client's CONNECT, {@code null} for none.
	 * @return the application's part of it, as JSON
	 */
	public @Nullable RawJson auth() {
		return this.auth;
	}

	/**
	 * The user that the client is, {@code null} if it is anonymous.
	 * @return the principal
	 */
	public @Nullable Principal principal() {
		return this.identity.principal();
	}

	/**
	 * The client's identity and its end.
	 * @return the identity
	 */
	public PeerIdentity identity() {
		return this.identity;
	}

	/**
	 * Set the client's identity.
	 * @param found the identity
	 */
	public void identify(PeerIdentity found) {
		this.identity = found;
	}

	/**
	 * What the others are told of who the client is.
	 * @return the JSON, {@code null} for nothing
	 */
	public @Nullable RawJson user() {
		return this.user;
	}

	/**
	 * Set what the others are told of who the client is.
	 * @param told the JSON, {@code null} for nothing
	 */
	public void user(@Nullable RawJson told) {
		this.user = told;
	}

	/**
	 * The calls of the application's listeners, shared with the session's other
	 * namespaces.
	 * @return the calls
	 */
	public ListenerCalls calls() {
		return this.calls;
	}

	/**
	 * Disconnect the client from this namespace. May be called on any thread.
	 */
	public void disconnect() {
		this.dismissed = true;
		this.disconnect.accept(this);
	}

	/**
	 * Whether the server has disconnected the client, whose peer then leaves at once.
	 * @return whether {@link #disconnect()} has been called
	 */
	public boolean isDismissed() {
		return this.dismissed;
	}

	/**
	 * Whether the client's last event was {@code p2p:leaving}. Used on the event loop of
	 * its session.
	 * @return whether the client is about to go
	 */
	public boolean isLeaving() {
		return this.leaving;
	}

	/**
	 * Set whether the client is about to go.
	 * @param value whether its last event was {@code p2p:leaving}
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
	 * The refusal of an event that asks for an answer and has no listener or handler.
	 * @param message the event
	 * @return the refusal
	 */
	public static RefusedException nobody(RawMessage message) {
		return new RefusedException(ErrorCode.NO_HANDLER, "Nobody answers '" + message.event() + "' here");
	}

}

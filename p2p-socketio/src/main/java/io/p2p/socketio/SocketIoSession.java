package io.p2p.socketio;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;

import org.jspecify.annotations.Nullable;

import io.p2p.codec.PeerMessageCodec;
import io.p2p.engineio.CloseReason;
import io.p2p.engineio.EngineOptions;
import io.p2p.engineio.EngineSession;
import io.p2p.engineio.SessionListener;
import io.p2p.engineio.limit.RateLimit;
import io.p2p.engineio.protocol.EngineVersion;
import io.p2p.peer.ErrorCode;
import io.p2p.peer.EventLimits;
import io.p2p.peer.RawMessage;
import io.p2p.peer.RefusedException;

/**
 * Socket.IO on one Engine.IO session: connects its client to namespaces and hands their
 * packets over. Used on the session's event loop.
 *
 * @since 0.1.0
 */
public final class SocketIoSession implements SessionListener {

	private static final int CONNECTS_PER_SECOND = 100;

	// bytes of an auth object, which is kept as long as the client is connected
	private static final int MAX_AUTH = 16 * 1024;

	private final EngineSession session;

	private final Namespaces namespaces;

	private final ListenerCalls listeners;

	private final PacketDecoder decoder;

	private final Map<String, NamespaceConnection> connections = new HashMap<>(2);

	// namespaces for which the application is being asked whether the client may connect
	private final Set<String> asked = new HashSet<>(2);

	// limited, as a plain client joins a room by its CONNECT
	private final RateLimit connects = new RateLimit(CONNECTS_PER_SECOND);

	private final Duration connectWithin;

	// set while the client is in no namespace
	private @Nullable Future<?> connectTimeout;

	/**
	 * Create the listener of a session.
	 * @param session the session
	 * @param namespaces the namespaces that its client may connect to
	 * @param executor where the application's listeners run
	 * @param options has {@code connectTimeout} and {@code maxPayload}
	 */
	public SocketIoSession(EngineSession session, Namespaces namespaces, Executor executor, EngineOptions options) {
		this.session = session;
		this.namespaces = namespaces;
		this.decoder = new PacketDecoder(options.maxPayload());
		this.listeners = new ListenerCalls(executor, session.executor(), new SessionReadControl(session));
		this.connectWithin = options.connectTimeout();
		this.connectTimeout = expectConnect();
	}

	private Future<?> expectConnect() {
		return this.session.executor().schedule(this.session.ending()::expire, this.connectWithin);
	}

	private void cancelConnectTimeout() {
		if (this.connectTimeout != null) {
			this.connectTimeout.cancel(false);
			this.connectTimeout = null;
		}
	}

	@Override
	public void opened() {
		// Engine.IO v3 carries Socket.IO v4, which has clients in "/" without a CONNECT
		if (isOld()) {
			// later, behind the open packet, which leaves with the client's first poll
			this.session.inTurn(() -> connect("/", null));
		}
	}

	@Override
	public void text(byte[] bytes, int from, boolean accepted) {
		take(this.decoder.text(bytes, from), accepted);
	}

	@Override
	public void binary(byte[] bytes, boolean accepted) {
		take(this.decoder.binary(bytes), accepted);
	}

	private void take(@Nullable SocketPacket packet, boolean accepted) {
		if (packet != null) {
			packet(packet, accepted);
		}
	}

	private void packet(SocketPacket packet, boolean accepted) {
		if (packet.type() == PacketType.CONNECT) {
			if (this.connects.take() != RateLimit.Verdict.ACCEPT) {
				this.session.close(CloseReason.RATE_LIMITED);
				return;
			}
			connect(name(packet), (packet.payload().length > 0) ? packet.payload() : null);
			return;
		}
		NamespaceConnection connection = this.connections.get(packet.namespace());
		if (connection == null) {
			this.session.ending().refuse("A packet for a namespace that the client is not in");
			return;
		}
		switch (packet.type()) {
			case EVENT -> event(connection, packet, accepted);
			case ACK -> acknowledged(connection, packet);
			case DISCONNECT -> leave(connection, "client namespace disconnect", Departure.LEFT);
			default -> throw new IllegalStateException("A client cannot send " + packet.type());
		}
	}

	@Override
	public void pinged() {
		this.connections.values().forEach((connection) -> connection.listeners().pinged());
	}

	@Override
	public void ponged() {
		this.connections.values().forEach((connection) -> connection.listeners().ponged());
	}

	@Override
	public void closed(CloseReason reason) {
		cancelConnectTimeout();
		List.copyOf(this.connections.values())
			.forEach((connection) -> leave(connection, reason.toString(), Departure.of(reason, this.session)));
	}

	private boolean isOld() {
		return this.session.handshake().version() == EngineVersion.V3;
	}

	// Socket.IO v4 (over Engine.IO v3) has a query behind the name
	private String name(SocketPacket packet) {
		String name = packet.namespace();
		int query = isOld() ? name.indexOf('?') : -1;
		return (query < 0) ? name : name.substring(0, query);
	}

	private void connect(String name, byte @Nullable [] auth) {
		ServedNamespace served = this.namespaces.find(name);
		if (served == null) {
			refuse(name, Map.of("message", "Invalid namespace"));
			return;
		}
		if (this.connections.containsKey(name) || !this.asked.add(name)) {
			return;
		}
		ClientAuth said = served.handler().read(auth);
		if (said.isOver(MAX_AUTH)) {
			this.asked.remove(name);
			refuse(name,
					refusal(new RefusedException(ErrorCode.TOO_LARGE, "'auth' has at most " + MAX_AUTH + " bytes")));
			return;
		}
		NamespaceConnection connection = new NamespaceConnection(name, said.application(), this.session, served,
				this.namespaces.refusals(), this.listeners, this::disconnect);
		connection.listeners()
			.authorize((verdict) -> this.session.inOrder(() -> authorized(connection, said, verdict)));
	}

	private void authorized(NamespaceConnection connection, ClientAuth auth, ConnectionListeners.Verdict verdict) {
		if (verdict.allowed()) {
			connection.handler()
				.authenticate(connection,
						(refusal) -> decided(connection, auth, (refusal != null) ? refusal(refusal) : null));
		}
		else {
			decided(connection, auth, refusal(verdict.reason()));
		}
	}

	private void decided(NamespaceConnection connection, ClientAuth auth, @Nullable Map<String, Object> refusal) {
		String name = connection.namespace();
		this.asked.remove(name);
		if (!this.session.isOpen()) {
			return;
		}
		if (refusal != null) {
			refuse(name, refusal);
			return;
		}
		cancelConnectTimeout();
		this.connections.put(name, connection);
		connection.listeners().connected();
		String answer = isOld() ? "" : "{\"sid\":\"" + connection.id() + "\"}";
		connection.send(SocketPacket.of(PacketType.CONNECT, name, answer.getBytes(StandardCharsets.UTF_8)));
		connection.handler().connected(connection, auth);
	}

	private static Map<String, Object> refusal(RefusedException reason) {
		String message = String.valueOf(reason.getMessage());
		return Map.of("message", message, "data", Map.of("code", reason.code().wireName(), "message", message));
	}

	private static Map<String, Object> refusal(@Nullable Object data) {
		if (data instanceof RefusedException reason) {
			return refusal(reason);
		}
		if (data == null) {
			return Map.of("message", "Not authorized");
		}
		return (data instanceof String message) ? Map.of("message", message)
				: Map.of("message", "Not authorized", "data", data);
	}

	private void refuse(String namespace, Map<String, Object> reason) {
		this.namespaces.refusals().countConnect(String.valueOf(reason.get("message")));
		Object payload = isOld() ? reason.getOrDefault("data", reason.getOrDefault("message", "")) : reason;
		byte[] array = PeerMessageCodec.PROTOCOL.encode("", payload).arguments();
		byte[] inner = Arrays.copyOfRange(array, 1, array.length - 1);
		this.session.send(PacketEncoder.encode(SocketPacket.of(PacketType.CONNECT_ERROR, namespace, inner)));
	}

	private static void event(NamespaceConnection connection, SocketPacket packet, boolean accepted) {
		JsonArray content = JsonArray.of(packet.payload(), 1);
		RawMessage message = new RawMessage(content.text(0), content.from(1), packet.attachments());
		connection.handler().event(connection, message, packet.ackId(), refusal(packet, accepted));
	}

	private static @Nullable RefusedException refusal(SocketPacket packet, boolean accepted) {
		if (packet.tooLarge()) {
			return new RefusedException(ErrorCode.TOO_LARGE, "An event has at most " + EventLimits.MAX_BINARIES
					+ " binaries, and arguments nested at most " + EventLimits.MAX_DEPTH + " deep");
		}
		return accepted ? null : new RefusedException(ErrorCode.RATE_LIMITED,
				"Too many events in a second, see p2p.limits.events-per-second");
	}

	private static void acknowledged(NamespaceConnection connection, SocketPacket packet) {
		if (!connection.handler().acknowledged(connection, packet)) {
			connection.listeners().acknowledged(packet);
		}
	}

	// On the server's initiative. A session that is left without namespaces is closed.
	private void disconnect(NamespaceConnection connection) {
		connection.send(SocketPacket.of(PacketType.DISCONNECT, connection.namespace()));
		this.session.inOrder(() -> {
			leave(connection, "server namespace disconnect", Departure.LEFT);
			if (this.connections.isEmpty()) {
				this.session.close(CloseReason.FORCED);
			}
		});
	}

	private void leave(NamespaceConnection connection, String reason, Departure departure) {
		if (!this.connections.remove(connection.namespace(), connection)) {
			return;
		}
		connection.handler().disconnected(connection, departure);
		connection.listeners().disconnected(reason);
		if (this.connections.isEmpty() && this.session.isOpen()) {
			this.connectTimeout = expectConnect();
		}
	}

}

package io.p2p.socketio;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

import com.corundumstudio.socketio.AuthTokenResult;
import io.netty.util.concurrent.ScheduledFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.p2p.codec.PeerMessageCodec;
import io.p2p.peer.PeerMessage;
import io.p2p.peer.RefusedException;
import io.p2p.socketio.wire.CloseReason;
import io.p2p.socketio.wire.EngineSession;
import io.p2p.socketio.wire.JsonArray;
import io.p2p.socketio.wire.PacketEncoder;
import io.p2p.socketio.wire.PacketType;
import io.p2p.socketio.wire.SessionListener;
import io.p2p.socketio.wire.SocketPacket;

/**
 * What a client does over one Engine.IO session: it connects to namespaces and sends
 * events there.
 */
final class SocketIoSession implements SessionListener {

	private static final Logger logger = LoggerFactory.getLogger(SocketIoSession.class);

	private final EngineSession session;

	private final Namespaces namespaces;

	private final Map<String, NamespaceConnection> connections = new ConcurrentHashMap<>();

	private final ScheduledFuture<?> connectTimeout;

	SocketIoSession(EngineSession session, Namespaces namespaces, long connectTimeoutMillis) {
		this.session = session;
		this.namespaces = namespaces;
		this.connectTimeout = session.loop()
			.schedule(() -> session.close(CloseReason.FORCED), connectTimeoutMillis, TimeUnit.MILLISECONDS);
	}

	@Override
	public void packet(SocketPacket packet) {
		NamespaceConnection connection = this.connections.get(packet.namespace());
		if (packet.type() == PacketType.CONNECT) {
			if (connection == null) {
				connect(packet);
			}
			return;
		}
		if (connection == null) {
			this.session.close(CloseReason.PARSE_ERROR);
			return;
		}
		switch (packet.type()) {
			case EVENT -> orDrop(packet, () -> event(connection, packet));
			case ACK -> orDrop(packet, () -> connection.listened().acknowledged(connection.client(), packet));
			case DISCONNECT -> leave(connection);
			default -> throw new IllegalStateException("A client cannot send " + packet.type());
		}
	}

	@Override
	public void closed(CloseReason reason) {
		this.connectTimeout.cancel(false);
		this.connections.values().forEach(this::leave);
	}

	private void connect(SocketPacket packet) {
		String name = packet.namespace();
		ListenedNamespace listened = this.namespaces.find(name);
		if (listened == null) {
			refuse(name, Map.of("message", "Invalid namespace"));
			return;
		}
		byte[] auth = (packet.payload().length > 0) ? packet.payload() : null;
		NamespaceConnection connection = new NamespaceConnection(name, this.session, listened, this::disconnect);
		AuthTokenResult result;
		try {
			result = listened.authorize(connection.client(), auth);
		}
		catch (RefusedException ex) {
			result = new AuthTokenResult(false, ex.getMessage());
		}
		if (!result.isSuccess()) {
			refuse(name, refusal(result.getErrorData()));
			return;
		}
		if (!this.session.isOpen()) {
			return;
		}
		this.connectTimeout.cancel(false);
		this.connections.put(name, connection);
		connection.send(SocketPacket.of(PacketType.CONNECT, name,
				("{\"sid\":\"" + connection.id() + "\"}").getBytes(StandardCharsets.UTF_8)));
		listened.connected(connection.client());
		NamespaceInterceptor interceptor = this.namespaces.interceptor(name);
		// a listener may have hung up
		if (interceptor != null && this.connections.containsValue(connection)) {
			interceptor.connected(connection, auth);
		}
	}

	private static void orDrop(SocketPacket packet, Runnable action) {
		try {
			action.run();
		}
		catch (RefusedException ex) {
			logger.debug("Dropped an {} in {}: {}", packet.type(), packet.namespace(), ex.getMessage());
		}
	}

	private static Map<String, Object> refusal(@Nullable Object data) {
		if (data == null) {
			return Map.of("message", "Not authorized");
		}
		return (data instanceof String message) ? Map.of("message", message)
				: Map.of("message", "Not authorized", "data", data);
	}

	private void refuse(String namespace, Map<String, Object> reason) {
		byte[] array = PeerMessageCodec.PROTOCOL.encode("", reason).arguments();
		byte[] object = Arrays.copyOfRange(array, 1, array.length - 1);
		this.session.send(PacketEncoder.encode(SocketPacket.of(PacketType.CONNECT_ERROR, namespace, object)));
	}

	private void event(NamespaceConnection connection, SocketPacket packet) {
		JsonArray content = JsonArray.of(packet.payload());
		PeerMessage message = new PeerMessage(content.text(0), content.from(1), packet.attachments());
		NamespaceInterceptor interceptor = this.namespaces.interceptor(packet.namespace());
		if (interceptor != null) {
			interceptor.event(connection, message, packet.ackId());
		}
		else {
			connection.listened().event(connection.client(), message, packet.ackId());
		}
	}

	// by the server: the client is told, and a session without namespaces has no use
	private void disconnect(NamespaceConnection connection) {
		connection.send(SocketPacket.of(PacketType.DISCONNECT, connection.namespace()));
		this.session.inOrder(() -> {
			leave(connection);
			if (this.connections.isEmpty()) {
				this.session.close(CloseReason.FORCED);
			}
		});
	}

	private void leave(NamespaceConnection connection) {
		if (!this.connections.remove(connection.namespace(), connection)) {
			return;
		}
		NamespaceInterceptor interceptor = this.namespaces.interceptor(connection.namespace());
		if (interceptor != null) {
			interceptor.disconnected(connection);
		}
		connection.listened().disconnected(connection.client());
	}

}

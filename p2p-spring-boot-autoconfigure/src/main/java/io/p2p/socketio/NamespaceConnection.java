package io.p2p.socketio;

import java.net.InetSocketAddress;
import java.util.UUID;
import java.util.function.Consumer;

import io.p2p.socketio.wire.EngineSession;
import io.p2p.socketio.wire.PacketEncoder;
import io.p2p.socketio.wire.SocketPacket;

/**
 * A client in one namespace. Its id is public; the session's is not.
 */
final class NamespaceConnection {

	private final UUID id = UUID.randomUUID();

	private final String namespace;

	private final EngineSession session;

	private final ListenedNamespace listened;

	private final NettyClient client;

	private final Consumer<NamespaceConnection> disconnect;

	NamespaceConnection(String namespace, EngineSession session, ListenedNamespace listened,
			Consumer<NamespaceConnection> disconnect) {
		this.namespace = namespace;
		this.session = session;
		this.listened = listened;
		this.disconnect = disconnect;
		this.client = new NettyClient(this, listened);
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
	 * The client as netty-socketio's listeners see it.
	 */
	NettyClient client() {
		return this.client;
	}

	/**
	 * The listeners that the application has registered for the namespace.
	 */
	ListenedNamespace listened() {
		return this.listened;
	}

	InetSocketAddress remoteAddress() {
		return this.session.handshake().remoteAddress();
	}

	void disconnect() {
		this.disconnect.accept(this);
	}

	void send(SocketPacket packet) {
		this.session.send(PacketEncoder.encode(packet));
	}

}

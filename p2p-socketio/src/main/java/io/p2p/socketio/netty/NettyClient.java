package io.p2p.socketio.netty;

import java.util.List;
import java.util.Map;

import com.corundumstudio.socketio.Transport;
import com.corundumstudio.socketio.handler.ClientHead;
import com.corundumstudio.socketio.handler.ClientsBox;
import com.corundumstudio.socketio.protocol.EngineIOVersion;
import com.corundumstudio.socketio.protocol.Packet;
import com.corundumstudio.socketio.protocol.PacketType;
import io.netty.channel.ChannelFuture;
import org.jspecify.annotations.Nullable;

import io.p2p.engineio.EngineSession;
import io.p2p.peer.EventLimits;
import io.p2p.peer.RawJson;
import io.p2p.socketio.NamespaceConnection;
import io.p2p.socketio.SocketPacket;

/**
 * A client for netty-socketio's API: the application's listeners, rooms, broadcasts and
 * acknowledgements. What it sends goes through our own encoder. netty-socketio has one
 * ClientHead for each session and uses the session's id for the client; here each
 * namespace has its own with a public id, so that the session's id stays secret.
 */
final class NettyClient extends ClientHead {

	private static final Map<String, List<String>> VERSION_4 = Map.of(EngineIOVersion.EIO, List.of("4"));

	private final NamespaceConnection connection;

	private final ListenedNamespace listened;

	private volatile boolean asked;

	// set while a listener is called, used on its thread only
	private @Nullable Exception failure;

	NettyClient(NamespaceConnection connection, ListenedNamespace listened, @Nullable RawJson auth) {
		super(connection.id(), listened.acks().manager(), listened.acks()::forget,
				listened.configuration().getStoreFactory(),
				new HandshakeTerms(connection.session().handshake(), listened, auth), new ClientsBox(),
				Transport.WEBSOCKET, listened.acks(), listened.configuration(), VERSION_4);
		this.connection = connection;
		this.listened = listened;
	}

	/**
	 * Whether the client was ever asked for an acknowledgement: if so, its disconnect may
	 * call the application, for those that it has not given.
	 */
	boolean hasAsked() {
		return this.asked;
	}

	void listenerFailed(Exception ex) {
		this.failure = ex;
	}

	/**
	 * The failure of the last listener call, {@code null} for none. Called on its thread.
	 */
	@Nullable Exception takeFailure() {
		Exception taken = this.failure;
		this.failure = null;
		return taken;
	}

	@Override
	public @Nullable ChannelFuture send(Packet packet, Transport transport) {
		if (packet.getSubType() == PacketType.DISCONNECT) {
			disconnect();
		}
		else {
			this.asked |= packet.getAckId() != null && packet.getSubType() == PacketType.EVENT;
			this.connection.send(checked(this.listened.encode(packet)));
		}
		return null;
	}

	// socket.io-parser ends the connection over more binaries
	private static SocketPacket checked(SocketPacket packet) {
		int binaries = packet.attachments().size();
		if (binaries > EventLimits.MAX_PLAIN_BINARIES) {
			throw new IllegalArgumentException("socket.io-client takes at most " + EventLimits.MAX_PLAIN_BINARIES
					+ " binaries in a packet, and not " + binaries);
		}
		return packet;
	}

	@Override
	public void disconnect() {
		this.connection.disconnect();
	}

	@Override
	public boolean isChannelOpen() {
		return session().isOpen();
	}

	@Override
	public boolean isWritable() {
		return session().isWritable();
	}

	@Override
	public Transport getCurrentTransport() {
		return session().isWebSocket() ? Transport.WEBSOCKET : Transport.POLLING;
	}

	private EngineSession session() {
		return this.connection.session();
	}

}

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
 * A client as netty-socketio knows it, so that an application's listeners, rooms,
 * broadcasts and acknowledgements work as ever. What is sent through it leaves through
 * our own encoder. netty-socketio has one of these for each session and names clients by
 * its id; here each namespace has one, so that the id is public and the session's stays
 * secret.
 */
final class NettyClient extends ClientHead {

	private static final Map<String, List<String>> VERSION_4 = Map.of(EngineIOVersion.EIO, List.of("4"));

	private final NamespaceConnection connection;

	private final ListenedNamespace listened;

	private volatile boolean asked;

	// by the listeners that are being called, on their thread
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
	 * Whether the client was ever asked for an acknowledgement: those that it has not
	 * given are over when it goes, which calls the application.
	 */
	boolean hasAsked() {
		return this.asked;
	}

	void listenerFailed(Exception ex) {
		this.failure = ex;
	}

	/**
	 * Why the listener that was called last has failed, asked once on its thread.
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

	// the parser of socket.io-client closes on more
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

package io.p2p.socketio.netty;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import com.corundumstudio.socketio.SocketIOServer;
import com.corundumstudio.socketio.namespace.Namespace;
import org.jspecify.annotations.Nullable;

import io.p2p.socketio.NamespaceHandler;
import io.p2p.socketio.Namespaces;
import io.p2p.socketio.RejectionCounters;
import io.p2p.socketio.ServedNamespace;
import io.p2p.socketio.peer.PeerNamespaceHandler;

/**
 * The namespaces that clients may connect to: those of the {@link SocketIOServer}, one of
 * which is that of the peers.
 */
final class NettyNamespaces implements Namespaces {

	private final Map<Namespace, ServedNamespace> served = new ConcurrentHashMap<>();

	private final Acknowledgements acks = new Acknowledgements();

	private final RejectionCounters refusals = new RejectionCounters();

	private final SocketIOServer server;

	private final String peerNamespace;

	private final PeerNamespaceHandler peers;

	private final NamespaceHandler others;

	NettyNamespaces(SocketIOServer server, String peerNamespace, PeerNamespaceHandler peers) {
		this.server = server;
		this.peerNamespace = peerNamespace;
		this.peers = peers;
		this.others = new ListenersOnly(peers::isDraining);
		server.addNamespace(nettyName(peerNamespace));
	}

	@Override
	public @Nullable ServedNamespace find(String name) {
		Namespace namespace = (Namespace) this.server.getNamespace(nettyName(name));
		return (namespace != null) ? this.served.computeIfAbsent(namespace, (key) -> serve(key, name)) : null;
	}

	private ServedNamespace serve(Namespace namespace, String name) {
		ListenedNamespace listened = new ListenedNamespace(namespace, this.server.getConfiguration(), this.acks);
		return new ServedNamespace(name.equals(this.peerNamespace) ? this.peers : this.others,
				(connection) -> new NettyListeners(connection, listened));
	}

	@Override
	public RejectionCounters refusals() {
		return this.refusals;
	}

	void stop() {
		this.acks.shutdown();
	}

	// netty-socketio has the empty name for the main namespace
	private static String nettyName(String name) {
		return name.equals("/") ? Namespace.DEFAULT_NAME : name;
	}

}

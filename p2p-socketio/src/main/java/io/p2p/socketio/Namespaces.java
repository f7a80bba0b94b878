package io.p2p.socketio;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import com.corundumstudio.socketio.SocketIOServer;
import com.corundumstudio.socketio.namespace.Namespace;
import org.jspecify.annotations.Nullable;

/**
 * The namespaces that clients may connect to: those of the {@link SocketIOServer}, one of
 * which belongs to the peers.
 */
final class Namespaces {

	private final Map<Namespace, ListenedNamespace> listened = new ConcurrentHashMap<>();

	private final Acknowledgements acks = new Acknowledgements();

	private final Refusals refusals = new Refusals();

	private final SocketIOServer server;

	private final String peerNamespace;

	private final NamespaceInterceptor interceptor;

	private final @Nullable PeerAuthentication authentication;

	Namespaces(SocketIOServer server, String peerNamespace, NamespaceInterceptor interceptor,
			@Nullable PeerAuthentication authentication) {
		this.server = server;
		this.peerNamespace = peerNamespace;
		this.interceptor = interceptor;
		this.authentication = authentication;
		server.addNamespace(nettyName(peerNamespace));
	}

	/**
	 * The namespace with a name from the wire.
	 * @return the namespace, {@code null} if there is none
	 */
	@Nullable ListenedNamespace find(String name) {
		Namespace namespace = (Namespace) this.server.getNamespace(nettyName(name));
		if (namespace == null) {
			return null;
		}
		return this.listened.computeIfAbsent(namespace,
				(key) -> new ListenedNamespace(key, this.server.getConfiguration(), this.acks, this.refusals));
	}

	/**
	 * What clients have been refused, in all namespaces.
	 */
	Refusals refusals() {
		return this.refusals;
	}

	@Nullable NamespaceInterceptor interceptor(String name) {
		return name.equals(this.peerNamespace) ? this.interceptor : null;
	}

	/**
	 * Who asks the application who the clients are.
	 * @return the authentication, {@code null} if nobody does
	 */
	@Nullable PeerAuthentication authentication(String name) {
		return name.equals(this.peerNamespace) ? this.authentication : null;
	}

	/**
	 * Whether clients' events are not taken any more.
	 */
	boolean isDraining() {
		return this.interceptor.isDraining();
	}

	void stop() {
		this.acks.shutdown();
	}

	// netty-socketio calls the main namespace by the empty name
	private static String nettyName(String name) {
		return name.equals("/") ? Namespace.DEFAULT_NAME : name;
	}

}

package io.p2p.socketio;

import java.net.InetSocketAddress;

import io.p2p.peer.Peer;
import io.p2p.peer.PeerId;
import io.p2p.socketio.wire.RateLimit;

/**
 * A peer that is connected to this server.
 */
final class SocketPeer implements Peer {

	private final PeerId id;

	private final NamespaceConnection connection;

	private final RateLimit signals;

	private final RateLimit joins;

	private volatile boolean library;

	private volatile boolean joined;

	SocketPeer(NamespaceConnection connection, PeerLimits limits, boolean library) {
		this.id = new PeerId(connection.id().toString());
		this.connection = connection;
		this.signals = new RateLimit(limits.signalsPerSecond());
		this.joins = new RateLimit(limits.joinsPerSecond());
		this.library = library;
	}

	@Override
	public PeerId id() {
		return this.id;
	}

	@Override
	public InetSocketAddress remoteAddress() {
		return this.connection.remoteAddress();
	}

	RateLimit signals() {
		return this.signals;
	}

	RateLimit joins() {
		return this.joins;
	}

	NamespaceConnection connection() {
		return this.connection;
	}

	/**
	 * Whether the client speaks the library's protocol.
	 */
	boolean isLibrary() {
		return this.library;
	}

	void becomeLibrary() {
		this.library = true;
	}

	/**
	 * Whether it has asked for a room and got it, at any time.
	 */
	boolean hasJoined() {
		return this.joined;
	}

	void joined() {
		this.joined = true;
	}

	@Override
	public String toString() {
		return "Peer[" + this.id + "]";
	}

}

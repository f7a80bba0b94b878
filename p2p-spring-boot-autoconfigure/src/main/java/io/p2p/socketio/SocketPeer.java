package io.p2p.socketio;

import java.net.InetSocketAddress;

import org.jspecify.annotations.Nullable;

import io.p2p.peer.Peer;
import io.p2p.peer.PeerId;
import io.p2p.socketio.wire.RateLimit;
import io.p2p.socketio.wire.Recipient;

/**
 * A peer that is connected to this server.
 */
final class SocketPeer implements Peer {

	private final PeerId id;

	private volatile NamespaceConnection connection;

	private final RateLimit signals;

	private final RateLimit joins;

	private final OpenQuestions questions = new OpenQuestions();

	private volatile boolean library;

	private volatile boolean joined;

	private volatile boolean resuming;

	private volatile @Nullable PeerSession session;

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

	/**
	 * What it was asked and has not answered.
	 */
	OpenQuestions questions() {
		return this.questions;
	}

	/**
	 * The connection that it has, or had last.
	 */
	NamespaceConnection connection() {
		return this.connection;
	}

	void moveTo(NamespaceConnection next) {
		this.connection = next;
	}

	/**
	 * The session that makes it outlive its connection.
	 */
	@Nullable PeerSession session() {
		return this.session;
	}

	void open(PeerSession opened) {
		this.session = opened;
	}

	/**
	 * Who gets what it is sent.
	 */
	Recipient recipient() {
		PeerSession current = this.session;
		return (current != null) ? current : this.connection.session();
	}

	/**
	 * Whether it is about to become an earlier peer, and may do nothing in between.
	 */
	boolean isResuming() {
		return this.resuming;
	}

	void resuming(boolean value) {
		this.resuming = value;
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

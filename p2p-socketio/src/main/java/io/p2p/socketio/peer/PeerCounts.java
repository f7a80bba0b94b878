package io.p2p.socketio.peer;

import java.util.Collection;

import io.p2p.socketio.session.ResumableSessions;

/**
 * The peers of a server in numbers.
 *
 * @since 0.1.0
 */
public final class PeerCounts {

	private final Collection<SocketPeer> peers;

	private final ResumableSessions sessions;

	PeerCounts(Collection<SocketPeer> peers, ResumableSessions sessions) {
		this.peers = peers;
		this.sessions = sessions;
	}

	/**
	 * How many of the connected peers have the P2P library. Looks at each of them.
	 * @return how many there are now
	 */
	public long library() {
		return this.peers.stream().filter(SocketPeer::isLibrary).count();
	}

	/**
	 * How many of the connected peers are other Socket.IO clients. Looks at each of them.
	 * @return how many there are now
	 */
	public long plain() {
		return this.peers.stream().filter((peer) -> !peer.isLibrary()).count();
	}

	/**
	 * How much waits for the peers that have lost their connection, for each by itself.
	 * @return the size in bytes, now
	 */
	public long queuedForDetached() {
		return this.sessions.queued();
	}

	/**
	 * How many peers had lost their connection and have gone, because too much waited for
	 * them.
	 * @return a count that only grows
	 */
	public long dropped() {
		return this.sessions.droppedCount();
	}

	/**
	 * How many peers have lost their connection and may come back.
	 * @return how many there are now
	 */
	public int detached() {
		return this.sessions.detached();
	}

}

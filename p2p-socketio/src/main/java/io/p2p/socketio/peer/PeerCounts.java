package io.p2p.socketio.peer;

import java.util.Collection;

import io.p2p.socketio.session.ResumableSessions;

/**
 * Counts of a server's peers, for metrics.
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
	 * How many connected peers are library peers. Iterates over all of them.
	 * @return how many there are now
	 */
	public long library() {
		return this.peers.stream().filter(SocketPeer::isLibrary).count();
	}

	/**
	 * How many connected peers are plain Socket.IO clients. Iterates over all of them.
	 * @return how many there are now
	 */
	public long plain() {
		return this.peers.stream().filter((peer) -> !peer.isLibrary()).count();
	}

	/**
	 * How much waits for lost peers. Packets that wait for several count for each.
	 * @return the size in bytes, now
	 */
	public long queuedForDetached() {
		return this.sessions.queued();
	}

	/**
	 * How many lost peers were given up, because too much waited for them.
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

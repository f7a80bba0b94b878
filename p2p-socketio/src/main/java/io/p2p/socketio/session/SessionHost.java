package io.p2p.socketio.session;

import java.util.Collection;
import java.util.List;

import io.p2p.engineio.send.Frame;
import io.p2p.socketio.NamespaceConnection;

/**
 * Where the peers are whose sessions come and go. What concerns a connection is called on
 * its executor.
 *
 * @since 0.1.0
 */
public interface SessionHost {

	/**
	 * Whether a connection is a peer's.
	 * @param connection the connection
	 * @param peer the peer
	 * @return {@code false} if it has ended, or been given to another
	 */
	boolean has(NamespaceConnection connection, SessionPeer peer);

	/**
	 * Take a connection away from a peer that goes on with another.
	 * @param old the connection
	 * @param peer the peer
	 */
	void retire(NamespaceConnection old, SessionPeer peer);

	/**
	 * Give a connection to a peer that has come back.
	 * @param connection the connection
	 * @param newcomer who it was until now, and is no more
	 * @param peer who it is from now on
	 * @return {@code false} if it has ended meanwhile
	 */
	boolean adopt(NamespaceConnection connection, SessionPeer newcomer, SessionPeer peer);

	/**
	 * Let a peer leave that means to.
	 * @param peer the peer
	 * @param end run behind what the peer has sent
	 */
	void leave(SessionPeer peer, Runnable end);

	/**
	 * Forget a peer that does not come back. May be called again for the same.
	 * @param peer the peer
	 */
	void cleanUp(SessionPeer peer);

	/**
	 * Learn of peers that have lost their connections, or have come back.
	 * @param peers the peers, who may be what they were before
	 */
	void connectionsChanged(Collection<SessionPeer> peers);

	/**
	 * Learn of what a peer is not sent again, because it has ended one connection after
	 * another.
	 * @param receiver who does not get it
	 * @param frames its packets
	 * @param failed whether the receiver's client could not read it
	 */
	void givenUp(SessionPeer receiver, List<Frame> frames, boolean failed);

}

package io.p2p.socketio.session;

import java.util.Collection;
import java.util.List;

import org.jspecify.annotations.Nullable;

import io.p2p.engineio.send.Frame;
import io.p2p.peer.PeerId;
import io.p2p.socketio.NamespaceConnection;

/**
 * Has the peers to which the sessions of this package belong. Methods with a connection
 * are called on the event loop of that connection.
 *
 * @since 0.1.0
 */
public interface SessionHost {

	/**
	 * Whether a connection belongs to a peer.
	 * @param connection the connection
	 * @param peer the peer
	 * @return {@code false} if the connection has ended, or belongs to another peer
	 */
	boolean has(NamespaceConnection connection, SessionPeer peer);

	/**
	 * End the connection of a peer that goes on with another connection.
	 * @param old the connection
	 * @param peer the peer
	 */
	void retire(NamespaceConnection old, SessionPeer peer);

	/**
	 * Give a connection to a peer that has come back.
	 * @param connection the connection
	 * @param newcomer the peer of the connection until now, which ceases to exist
	 * @param peer the peer of the connection from now on
	 * @return {@code false} if the connection has ended meanwhile
	 */
	boolean adopt(NamespaceConnection connection, SessionPeer newcomer, SessionPeer peer);

	/**
	 * Give a connection to a peer that comes back from another server, or from an earlier
	 * connection to this one of which nothing is taken over.
	 * @param connection the connection
	 * @param newcomer the peer of the connection until now, which ceases to exist
	 * @param id the id of the peer that has come back
	 * @return the peer of the connection from now on, {@code null} if the connection has
	 * ended meanwhile
	 */
	@Nullable SessionPeer takeOver(NamespaceConnection connection, SessionPeer newcomer, PeerId id);

	/**
	 * Forget a peer that is at another connection now, maybe at another server, without
	 * having it leave its rooms.
	 * @param peer the peer
	 */
	void superseded(SessionPeer peer);

	/**
	 * Let a peer leave that has gone for good.
	 * @param peer the peer
	 * @param end run behind the events that the peer has sent
	 */
	void leave(SessionPeer peer, Runnable end);

	/**
	 * Remove a peer that does not come back, from its rooms too. May be called twice.
	 * @param peer the peer
	 */
	void cleanUp(SessionPeer peer);

	/**
	 * Have rooms told of peers that have lost their connections, or have come back.
	 * @param peers the peers; one may be unchanged
	 */
	void connectionsChanged(Collection<SessionPeer> peers);

	/**
	 * Report an event that is not sent to its receiver again, because it has ended one
	 * connection after another.
	 * @param receiver the peer that does not get it
	 * @param frames the packets of the event
	 * @param failed whether the receiver's client could not read it
	 */
	void givenUp(SessionPeer receiver, List<Frame> frames, boolean failed);

}

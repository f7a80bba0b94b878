package io.p2p.socketio.session;

import org.jspecify.annotations.Nullable;

import io.p2p.peer.LocalPeer;
import io.p2p.socketio.NamespaceConnection;

/**
 * A peer as its session sees it.
 *
 * @since 0.1.0
 */
public interface SessionPeer extends LocalPeer {

	/**
	 * The connection of the peer.
	 * @return the current connection, or the last one
	 */
	NamespaceConnection connection();

	/**
	 * Whether the peer has ever asked to join a room.
	 * @return {@code true} if it is too late to open a session
	 */
	boolean hasJoined();

	/**
	 * The session of the peer.
	 * @return the session, {@code null} for none
	 */
	@Nullable PeerSession session();

	@Override
	default long generation() {
		PeerSession current = session();
		return (current != null) ? current.generation() : 0;
	}

	@Override
	default long received() {
		PeerSession current = session();
		return (current != null) ? current.arrived() : 0;
	}

	@Override
	default void superseded() {
		PeerSession current = session();
		if (current != null) {
			current.supersede();
		}
	}

	@Override
	default void farewell() {
		PeerSession current = session();
		if (current != null) {
			current.farewell();
		}
	}

	/**
	 * Set the session of the peer.
	 * @param session the session
	 */
	void open(PeerSession session);

	/**
	 * Set whether the peer's requests are refused, as its session is still looked for.
	 * @param value {@code false} when the session is known
	 */
	void resuming(boolean value);

	/**
	 * Set whether the peer has lost its connection and may come back.
	 * @param value {@code false} when it has come back
	 */
	void lost(boolean value);

}

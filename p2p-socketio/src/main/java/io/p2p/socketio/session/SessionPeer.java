package io.p2p.socketio.session;

import org.jspecify.annotations.Nullable;

import io.p2p.peer.Peer;
import io.p2p.socketio.NamespaceConnection;

/**
 * A peer that may have a session.
 *
 * @since 0.1.0
 */
public interface SessionPeer extends Peer {

	/**
	 * Its connection.
	 * @return the one that it has, or had last
	 */
	NamespaceConnection connection();

	/**
	 * Whether it has asked for a room, at any time.
	 * @return whether it is too late to open a session
	 */
	boolean hasJoined();

	/**
	 * The session that makes it outlive its connection.
	 * @return the session, {@code null} for none
	 */
	@Nullable ResumableSession session();

	/**
	 * Have a session from now on.
	 * @param session the session
	 */
	void open(ResumableSession session);

	/**
	 * Remember whether it is about to become an earlier peer, and may do nothing in
	 * between.
	 * @param value whether it is
	 */
	void resuming(boolean value);

	/**
	 * Remember whether it has lost its connection, and may come back.
	 * @param value whether it has
	 */
	void lost(boolean value);

}

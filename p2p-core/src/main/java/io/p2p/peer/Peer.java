package io.p2p.peer;

import java.net.InetSocketAddress;
import java.security.Principal;

import org.jspecify.annotations.Nullable;

/**
 * A client that is connected to the namespace on which peers meet. Peers are equal if
 * their ids are.
 *
 * @since 0.1.0
 */
public interface Peer {

	/**
	 * The public id, unique among all peers.
	 * @return the id
	 */
	PeerId id();

	/**
	 * The address that the connection came from, a proxy's where there is one.
	 * @return the remote address
	 */
	default InetSocketAddress remoteAddress() {
		return handshake().remoteAddress();
	}

	/**
	 * What the client said when it connected, the last time if it has come back.
	 * @return the handshake
	 */
	PeerHandshake handshake();

	/**
	 * Who the client is, as the application has found out.
	 * @return the principal, {@code null} for a client that is nobody in particular
	 */
	@Nullable Principal principal();

	/**
	 * What the peer told the others of itself: in a handler, in the room of the event;
	 * elsewhere, in the first of its rooms by name.
	 * @return the JSON, {@code null} for nothing
	 */
	@Nullable RawJson data();

	/**
	 * How the peer's events travel: in a handler, in the room of the event; elsewhere, in
	 * any of its rooms.
	 * @return the path: by link if they go so to at least one other peer
	 */
	Path path();

	/**
	 * Whether the peer has lost its connection and may come back: it stays in its rooms,
	 * and what it is sent waits for it.
	 * @return {@code false} for a peer that is connected, or gone for good
	 */
	default boolean isLost() {
		return false;
	}

	/**
	 * End the peer's connection for good: it leaves its rooms at once and cannot come
	 * back under its id. Nothing happens if it has gone. Callable from any thread.
	 */
	void disconnect();

}

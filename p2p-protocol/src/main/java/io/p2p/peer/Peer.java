package io.p2p.peer;

import java.net.InetSocketAddress;
import java.security.Principal;

import org.jspecify.annotations.Nullable;

/**
 * A client of the peers' namespace ({@code p2p.namespace}). Peers are equal if their ids
 * are. Thread-safe.
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
	 * The address that the connection came from: the client's, or that of a proxy.
	 * @return the remote address
	 */
	default InetSocketAddress remoteAddress() {
		return handshake().remoteAddress();
	}

	/**
	 * The handshake of the client's connection, the latest one if it has come back.
	 * @return the handshake
	 */
	PeerHandshake handshake();

	/**
	 * The user that the client is, as the {@link PeerAuthenticator} has found.
	 * @return the principal, {@code null} for an anonymous client
	 */
	@Nullable Principal principal();

	/**
	 * What the others are told of who the peer is, as the {@link PeerProfile} has said of
	 * its connection, the latest one if it has come back.
	 * @return the JSON, {@code null} for nothing
	 */
	default @Nullable RawJson user() {
		return null;
	}

	/**
	 * The data that the peer tells the others of itself: in a handler, in the room of the
	 * event; elsewhere, in the first of its rooms by name.
	 * @return the JSON, {@code null} for nothing
	 */
	@Nullable RawJson data();

	/**
	 * The path of the peer's events: in a handler, in the room of the event; elsewhere,
	 * in any of its rooms.
	 * @return {@link Path#WEBRTC} if they go by link to at least one other peer
	 */
	Path path();

	/**
	 * Whether the peer has lost its connection and may come back: it stays in its rooms,
	 * and what is sent to it waits.
	 * @return {@code false} for a peer that is connected, or gone for good
	 */
	default boolean isLost() {
		return false;
	}

	/**
	 * The server that the peer is connected to, or was last, where several servers share
	 * rooms.
	 * @return the name of another server, {@code null} for this one
	 */
	default @Nullable String server() {
		return null;
	}

	/**
	 * End the peer's connection for good: it leaves its rooms at once and cannot come
	 * back under its id. Nothing happens if it has gone. Callable from any thread.
	 */
	void disconnect();

}

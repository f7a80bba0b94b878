package io.p2p.client;

/**
 * Hears what happens in a room. All methods do nothing by default, but for
 * {@link #failed}, which is logged where no listener is added.
 *
 * @since 0.1.0
 */
public interface P2pListener {

	/**
	 * This client is in the room: for the first time, or under another id after it was
	 * away for too long.
	 * @param peerId its id
	 */
	default void joined(String peerId) {
	}

	/**
	 * A peer has joined the room, or was there before this client.
	 * @param peer the peer
	 */
	default void peerConnected(RemotePeer peer) {
	}

	/**
	 * A peer has other data, is plain no more, or has lost its connection or is back.
	 * @param peer the peer
	 */
	default void peerUpdated(RemotePeer peer) {
	}

	/**
	 * A peer has left the room.
	 * @param peer the peer as it was
	 */
	default void peerDisconnected(RemotePeer peer) {
	}

	/**
	 * The link with a peer has opened or closed, or events to it take another path.
	 * @param peer the peer
	 */
	default void transportChanged(RemotePeer peer) {
	}

	/**
	 * Once: the room is joined and every planned link is open, or there is none to open.
	 */
	default void ready() {
	}

	/**
	 * Each time the last missing link has opened: the whole mesh can be used.
	 */
	default void upgraded() {
	}

	/**
	 * Some bytes of a large event were sent or have come.
	 * @param progress how far it is
	 */
	default void progressed(Progress progress) {
	}

	/**
	 * Something could not be done.
	 * @param failure what, and why
	 */
	default void failed(P2pException failure) {
	}

}

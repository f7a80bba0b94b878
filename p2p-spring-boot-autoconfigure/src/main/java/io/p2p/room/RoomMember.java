package io.p2p.room;

import io.p2p.peer.Peer;
import io.p2p.peer.PeerId;

/**
 * A peer as a member of one room.
 *
 * @param peer who it is
 * @param plain whether it is a Socket.IO client without the P2P library, which gets
 * events as they are and never links
 * @param webrtc whether it can open links
 * @param numClients how many links it holds at most
 * @since 0.1.0
 */
public record RoomMember(Peer peer, boolean plain, boolean webrtc, int numClients) {

	/**
	 * A Socket.IO client without the P2P library.
	 * @param peer who it is
	 * @return a member that is reached by relay only
	 */
	public static RoomMember plain(Peer peer) {
		return new RoomMember(peer, true, false, 0);
	}

	/**
	 * The id of the peer.
	 * @return the id
	 */
	public PeerId id() {
		return this.peer.id();
	}

}

package io.p2p.room;

import org.jspecify.annotations.Nullable;

import io.p2p.peer.Peer;
import io.p2p.peer.PeerId;
import io.p2p.peer.RawJson;

/**
 * A peer as a member of one room.
 *
 * @param peer the peer
 * @param plain whether it is a Socket.IO client without the P2P library, which gets plain
 * events and holds no links
 * @param webrtc whether it can open WebRTC links
 * @param numClients how many links it holds at most
 * @param data what it tells the others of itself, {@code null} for nothing
 * @param lost whether it has lost its connection and may come back
 * @since 0.1.0
 */
public record RoomMember(Peer peer, boolean plain, boolean webrtc, int numClients, @Nullable RawJson data,
		boolean lost) {

	/**
	 * Create a member that is connected.
	 * @param peer the peer
	 * @param plain whether it is a Socket.IO client without the P2P library
	 * @param webrtc whether it can open links
	 * @param numClients how many links it holds at most
	 * @param data what the others are to know of it, {@code null} for nothing
	 */
	public RoomMember(Peer peer, boolean plain, boolean webrtc, int numClients, @Nullable RawJson data) {
		this(peer, plain, webrtc, numClients, data, false);
	}

	/**
	 * Create the member of a Socket.IO client without the P2P library.
	 * @param peer the peer
	 * @return a member that is reached by relay only
	 */
	public static RoomMember plain(Peer peer) {
		return new RoomMember(peer, true, false, 0, null);
	}

	/**
	 * This member with other data.
	 * @param data what it tells the others of itself, {@code null} for nothing
	 * @return another member
	 */
	public RoomMember withData(@Nullable RawJson data) {
		return new RoomMember(this.peer, this.plain, this.webrtc, this.numClients, data, this.lost);
	}

	/**
	 * This member as one that has lost its connection, or is connected again.
	 * @param now whether it has lost its connection
	 * @return another member
	 */
	public RoomMember withLost(boolean now) {
		return new RoomMember(this.peer, this.plain, this.webrtc, this.numClients, this.data, now);
	}

	/**
	 * This member with another number of links.
	 * @param most how many links it holds at most
	 * @return another member
	 */
	public RoomMember withNumClients(int most) {
		return new RoomMember(this.peer, this.plain, this.webrtc, most, this.data, this.lost);
	}

	/**
	 * This member with another object for its peer, which is connected to another server
	 * now.
	 * @param current the peer, of the same id
	 * @return another member
	 */
	public RoomMember withPeer(Peer current) {
		return new RoomMember(current, this.plain, this.webrtc, this.numClients, this.data, this.lost);
	}

	/**
	 * The id of the peer.
	 * @return the id
	 */
	public PeerId id() {
		return this.peer.id();
	}

}

package io.p2p.signaling;

import java.util.Collection;
import java.util.List;

import io.p2p.ice.IceServer;

/**
 * The answer to {@code p2p:join}, in its wire shape.
 *
 * @param peerId the id of the peer that joined
 * @param room the name of the room
 * @param numClients how many links the peer holds at most
 * @param peers the other members
 * @param links the ids of those to hold a link with
 * @param iceServers what to give to {@code RTCPeerConnection}
 * @param maxPayload the bytes that one Socket.IO packet may have
 * @since 0.1.0
 */
public record Welcome(String peerId, String room, int numClients, List<OtherPeer> peers, Collection<String> links,
		List<IceServer> iceServers, int maxPayload) {

	/**
	 * Another member of the room.
	 *
	 * @param peerId its id
	 * @param webrtc whether it can open links
	 */
	public record OtherPeer(String peerId, boolean webrtc) {

	}

}

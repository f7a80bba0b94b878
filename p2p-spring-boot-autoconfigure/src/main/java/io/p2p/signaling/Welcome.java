package io.p2p.signaling;

import java.util.Collection;
import java.util.List;

import org.jspecify.annotations.Nullable;

import io.p2p.ice.IceServer;
import io.p2p.peer.RawJson;
import io.p2p.room.RoomMember;

/**
 * The answer to {@code p2p:join}, in its wire shape.
 *
 * @param peerId the id of the peer that joined
 * @param room the name of the room
 * @param numClients how many links the peer holds at most
 * @param peers the other members
 * @param links the ids of those to hold a link with
 * @param iceServers what to give to {@code RTCPeerConnection}
 * @param iceLifetime the milliseconds for which that is good, {@code null} for ever
 * @param maxPayload the bytes that one Socket.IO packet may have
 * @since 0.1.0
 */
public record Welcome(String peerId, String room, int numClients, List<OtherPeer> peers, Collection<String> links,
		List<IceServer> iceServers, @Nullable Long iceLifetime, int maxPayload) {

	/**
	 * Another member of the room.
	 *
	 * @param peerId its id
	 * @param webrtc whether it can open links
	 * @param plain {@code true} for a client without the P2P library, else {@code null}
	 * @param data what the others are to know of it, {@code null} for nothing
	 */
	public record OtherPeer(String peerId, boolean webrtc, @Nullable Boolean plain, @Nullable RawJson data) {

		static OtherPeer of(RoomMember member) {
			return new OtherPeer(member.id().value(), member.webrtc(), member.plain() ? true : null, member.data());
		}

	}

}

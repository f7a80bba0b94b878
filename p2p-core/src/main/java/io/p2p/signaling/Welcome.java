package io.p2p.signaling;

import java.util.Collection;
import java.util.List;

import org.jspecify.annotations.Nullable;

import io.p2p.codec.JsonWriter;
import io.p2p.codec.PeerMessageCodec;
import io.p2p.ice.IceServer;
import io.p2p.peer.RawJson;
import io.p2p.room.Room.Position;

/**
 * The answer to {@code p2p:join}, in its wire shape.
 *
 * @param peerId the id of the peer that joined
 * @param room the name of the room
 * @param numClients how many links the peer holds at most
 * @param peers the other members, an array of objects as in {@code peer-connect}
 * @param links the ids of the peers to hold a link with
 * @param iceServers the servers for {@code RTCPeerConnection}
 * @param iceLifetime how long these are valid, in milliseconds, {@code null} for ever
 * @param maxPayload the bytes that one Socket.IO packet may have
 * @param maxBinaries the binaries that an event may have
 * @param maxDepth how deep arrays and objects of an argument may be nested
 * @param at the position in the room's log, {@code null} in one process
 * @since 0.1.0
 */
public record Welcome(String peerId, String room, int numClients, RawJson peers, Collection<String> links,
		List<IceServer> iceServers, @Nullable Long iceLifetime, int maxPayload, int maxBinaries, int maxDepth,
		@Nullable Position at) {

	private static final RawJson NONE = new RawJson(new byte[] { '[', ']' });

	private static final int USUAL_SIZE = 512;

	/**
	 * The welcome as it goes over the wire.
	 * @return an object
	 */
	public RawJson json() {
		JsonWriter json = new JsonWriter(USUAL_SIZE + this.peers.bytes().length).begin('{');
		json.name("peerId").text(this.peerId).name("room").text(this.room);
		json.name("numClients").number(this.numClients).name("peers").json(this.peers).name("links").begin('[');
		this.links.forEach(json::text);
		json.end(']').name("iceServers").json(ice());
		if (this.iceLifetime != null) {
			json.name("iceLifetime").number(this.iceLifetime);
		}
		json.name("maxPayload").number(this.maxPayload);
		json.name("maxBinaries").number(this.maxBinaries).name("maxDepth").number(this.maxDepth);
		if (this.at != null) {
			json.name("at").begin('[').text(this.at.epoch()).number(this.at.offset()).end(']');
		}
		return json.ended('}');
	}

	private RawJson ice() {
		return this.iceServers.isEmpty() ? NONE : new RawJson(PeerMessageCodec.PROTOCOL.write(this.iceServers));
	}

}

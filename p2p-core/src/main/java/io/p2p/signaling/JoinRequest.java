package io.p2p.signaling;

import org.jspecify.annotations.Nullable;

import io.p2p.peer.RawJson;
import io.p2p.room.Room;

/**
 * The argument of {@code p2p:join}, in its wire shape.
 *
 * @param room the name of the room, {@code null} for the default room
 * @param webrtc whether the client can open links
 * @param numClients how many links the client wants at most, {@code null} for as many as
 * the server allows
 * @param data what the peer tells the others of itself, {@code null} for nothing
 * @since 0.1.0
 */
public record JoinRequest(@Nullable String room, boolean webrtc, @Nullable Integer numClients, @Nullable RawJson data) {

	/**
	 * The name of the room.
	 * @return the name, empty for the default room
	 */
	public String roomName() {
		return (this.room != null) ? this.room : Room.DEFAULT_NAME;
	}

}

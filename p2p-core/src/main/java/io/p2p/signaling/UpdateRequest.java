package io.p2p.signaling;

import java.util.Objects;

import org.jspecify.annotations.Nullable;

import io.p2p.peer.RawJson;
import io.p2p.room.Room;

/**
 * The argument of {@code p2p:update}, in its wire shape.
 *
 * @param room the name of the room, {@code null} for the default room
 * @param data what the peer tells the others of itself, {@code null} for nothing
 * @since 0.1.0
 */
public record UpdateRequest(@Nullable String room, @Nullable RawJson data) {

	/**
	 * The name of the room.
	 * @return the name, empty for the default room
	 */
	public String roomName() {
		return Objects.requireNonNullElse(this.room, Room.DEFAULT_NAME);
	}

}

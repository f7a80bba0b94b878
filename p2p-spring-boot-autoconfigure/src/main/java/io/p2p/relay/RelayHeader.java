package io.p2p.relay;

import java.util.List;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

import io.p2p.room.Room;

/**
 * The first argument of {@code p2p:msg} and {@code p2p:part} as a client sends it: who is
 * to get the event.
 *
 * @param room the name of the room, {@code null} for the default room
 * @param to the only peer to get it, {@code null} for everybody in the room
 * @param skip the ids of those who get it over their link
 * @param id of a part: what tells its transfer from others of the sender
 * @param event of a part: the name of the event
 * @param total of a part: the size of the whole event in bytes
 * @param offset of a part: where in the whole it begins, in bytes
 * @since 0.1.0
 */
public record RelayHeader(@Nullable String room, @Nullable String to, @Nullable List<String> skip, @Nullable Long id,
		@Nullable String event, @Nullable Long total, @Nullable Long offset) {

	/**
	 * The header of what a plain peer emits: for everybody in the default room.
	 */
	public static final RelayHeader PLAIN = new RelayHeader(null, null, null, null, null, null, null);

	/**
	 * The name of the room.
	 * @return the name, empty for the default room
	 */
	public String roomName() {
		return Objects.requireNonNullElse(this.room, Room.DEFAULT_NAME);
	}

}

package io.p2p.room.log;

/**
 * Something in a room's log that does not change the room, such as an event for its
 * members.
 *
 * @param type says who reads it, a number of {@link RoomEventHandler}'s own
 * @param body the content
 * @since 0.1.0
 */
@SuppressWarnings("ArrayRecordComponent") // bytes pass through; nobody compares events
public record RoomEvent(byte type, byte[] body) {

	@Override
	public String toString() {
		return "RoomEvent[type=" + this.type + ", size=" + this.body.length + "]";
	}

}

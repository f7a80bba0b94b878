package io.p2p.room;

/**
 * Application event: a peer has left a room. Published off the event loop, in order with
 * the peer's other joins and leaves, after the {@code @PeerLeft} methods were called.
 *
 * @param room the room
 * @param member the peer, as it was in the room
 * @since 0.1.0
 */
public record PeerLeftEvent(Room room, RoomMember member) {

}

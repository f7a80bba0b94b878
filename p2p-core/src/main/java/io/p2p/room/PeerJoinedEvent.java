package io.p2p.room;

/**
 * Application event: a peer has joined a room. Published off the event loop, in order
 * with the peer's other joins and leaves, after the {@code @PeerJoined} methods were
 * called.
 *
 * @param room the room
 * @param member the peer, as it is in the room
 * @since 0.1.0
 */
public record PeerJoinedEvent(Room room, RoomMember member) {

}

package io.p2p.room;

import org.jspecify.annotations.Nullable;

import io.p2p.peer.ErrorCode;

/**
 * Why the server takes a peer out of a room.
 *
 * @param code {@link ErrorCode#REMOVED}, {@link ErrorCode#MOVED} or
 * {@link ErrorCode#ROOM_CLOSED}
 * @param message one sentence for the peer
 * @param to the name of the room that the peer is to join instead, {@code null} for none
 * @since 0.1.0
 */
public record Removal(ErrorCode code, String message, @Nullable String to) {

}

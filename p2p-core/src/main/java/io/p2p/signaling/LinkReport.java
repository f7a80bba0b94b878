package io.p2p.signaling;

import org.jspecify.annotations.Nullable;

/**
 * The argument of {@code p2p:link}: the outcome of an attempt to open a link.
 *
 * @param room the name of the room, {@code null} for the default room
 * @param to the id of the other peer
 * @param open whether the link has opened; {@code false} if the attempt was given up
 * @param ms how long the attempt took, in milliseconds
 * @since 0.1.0
 */
public record LinkReport(@Nullable String room, @Nullable String to, @Nullable Boolean open, @Nullable Double ms) {

}

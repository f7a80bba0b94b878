package io.p2p.signaling;

import org.jspecify.annotations.Nullable;

import io.p2p.peer.RawJson;

/**
 * The argument of {@code peer-signal} as a client sends it.
 *
 * @param room the name of the room, {@code null} for the default room
 * @param toPeerId the id of the receiver
 * @param fromPeerId the id of the sender as the client says, which the server overwrites
 * @param offerId tells this link from an earlier one between the same two peers
 * @param signal an offer, answer or candidate; passed on untouched
 * @since 0.1.0
 */
public record SignalRequest(@Nullable String room, @Nullable String toPeerId, @Nullable String fromPeerId,
		@Nullable RawJson offerId, @Nullable RawJson signal) {

}

package io.p2p.signaling;

import org.jspecify.annotations.Nullable;

import io.p2p.peer.RawJson;

/**
 * The argument of {@code peer-signal} as a client sends it.
 *
 * @param room the name of the room, {@code null} for the default room
 * @param toPeerId who is to get it
 * @param fromPeerId who the client says it is: the server writes its own word over it
 * @param offerId what tells this link from an earlier one between the same two
 * @param signal an offer, answer or candidate; passed on untouched
 * @since 0.1.0
 */
public record SignalRequest(@Nullable String room, @Nullable String toPeerId, @Nullable String fromPeerId,
		@Nullable RawJson offerId, @Nullable RawJson signal) {

}

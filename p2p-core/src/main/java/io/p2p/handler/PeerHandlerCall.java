package io.p2p.handler;

import org.jspecify.annotations.Nullable;

import io.p2p.peer.Peer;
import io.p2p.peer.RawMessage;
import io.p2p.room.Room;

/**
 * A call of a handler method.
 *
 * @param sender who sent the event, or joined or left
 * @param room the room of the event, {@code null} if the event is of none
 * @param message the event as it came; without arguments where a peer joined or left
 * @param event the name of the event, or the pattern for it, in the method's annotation;
 * {@code @PeerJoined} or {@code @PeerLeft}
 * @param method the method, as {@code Class#method}
 * @since 0.1.0
 */
public record PeerHandlerCall(Peer sender, @Nullable Room room, RawMessage message, String event, String method) {

}

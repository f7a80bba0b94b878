package io.p2p.handler;

import io.p2p.peer.Peer;
import io.p2p.peer.RawMessage;
import io.p2p.room.Room;

/**
 * A call of a handler method.
 *
 * @param sender who sent the event
 * @param room where the event is relayed
 * @param message the event as it came
 * @param event the name of the event, or the pattern for it, in the method's annotation
 * @param method the method, as {@code Class#method}
 * @since 0.1.0
 */
public record PeerHandlerCall(Peer sender, Room room, RawMessage message, String event, String method) {

}

package io.p2p.client;

import io.p2p.peer.Path;

/**
 * Who sent an event, and how it came.
 *
 * @param id the id of the sending peer; empty if the server itself has sent the event
 * @param path the way that this event came
 * @since 0.1.0
 */
public record Sender(String id, Path path) {

}

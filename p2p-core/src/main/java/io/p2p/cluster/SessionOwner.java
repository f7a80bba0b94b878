package io.p2p.cluster;

/**
 * Who has a session.
 *
 * @param peer the id of the session's peer
 * @param node the server that has claimed it last
 * @since 0.1.0
 */
public record SessionOwner(String peer, String node) {

}

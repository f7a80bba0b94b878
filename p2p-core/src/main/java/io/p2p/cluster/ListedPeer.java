package io.p2p.cluster;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * A peer of this server, for others to find it.
 *
 * @param peer the id of the peer
 * @param generation the generation of its session, 0 for none: what a server lists of an
 * earlier one has no effect
 * @param user the name of its user, {@code null} for an anonymous one
 * @param rooms the names of its rooms; a peer that is in none is not found
 * @since 0.1.0
 */
public record ListedPeer(String peer, long generation, @Nullable String user, List<String> rooms) {

}

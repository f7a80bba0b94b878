package io.p2p.cluster;

import org.jspecify.annotations.Nullable;

/**
 * A session that a server has, as the store is to know it.
 *
 * @param token the name of the session, a secret
 * @param peer the id of the session's peer
 * @param user the name of the user, {@code null} for an anonymous one
 * @param generation the generation that this server has claimed
 * @since 0.1.0
 */
public record KeptSession(String token, String peer, @Nullable String user, long generation) {

	@Override
	public String toString() {
		return "KeptSession[peer=" + this.peer + ", generation=" + this.generation + "]";
	}

}

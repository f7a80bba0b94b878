package io.p2p.socketio;

import org.jspecify.annotations.Nullable;

/**
 * The argument of {@code p2p:session}, in its wire shape.
 *
 * @param token which session to resume, {@code null} for a new one
 * @param received how many events of it the client has received
 */
record SessionRequest(@Nullable String token, @Nullable Long received) {

	@Override
	public String toString() {
		return "SessionRequest[received=" + this.received + "]";
	}

}

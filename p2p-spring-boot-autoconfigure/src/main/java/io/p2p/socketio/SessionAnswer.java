package io.p2p.socketio;

import org.jspecify.annotations.Nullable;

/**
 * The answer to {@code p2p:session}, in its wire shape.
 *
 * @param peerId the id of the peer
 * @param resumed whether it is the one that the client was before
 * @param received how many events of the client the server has received in the session
 * @param token what the session is resumed with, {@code null} if it cannot be
 * @param window the milliseconds for which a lost peer is kept, {@code null} if it is not
 */
record SessionAnswer(String peerId, boolean resumed, long received, @Nullable String token, @Nullable Long window) {

	@Override
	public String toString() {
		return "SessionAnswer[peerId=" + this.peerId + ", resumed=" + this.resumed + "]";
	}

}

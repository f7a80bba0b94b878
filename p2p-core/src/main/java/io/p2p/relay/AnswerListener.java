package io.p2p.relay;

import io.p2p.peer.Peer;
import io.p2p.peer.RawMessage;

/**
 * Takes the answers of peers to questions of the server.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface AnswerListener {

	/**
	 * Take an answer. It must be quick.
	 * @param sender the peer that answers, which may not have been asked
	 * @param question the number of the question, as the peer says
	 * @param answer the answer: a message without a name, whose arguments are
	 * {@code null} and the answer
	 */
	void answered(Peer sender, long question, RawMessage answer);

}

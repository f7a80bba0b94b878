package io.p2p.messaging;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

import io.p2p.messaging.PendingRequest.Outcome;
import io.p2p.peer.ErrorCode;
import io.p2p.peer.EventLimits;
import io.p2p.peer.PeerId;
import io.p2p.peer.RawMessage;
import io.p2p.peer.RefusedException;

/**
 * The way of the application's events to peers, in the form of each. Thread-safe; never
 * blocks. What one thread sends in a room is sent in that order.
 */
interface MessageRoute {

	/**
	 * Send an event to those recipients whose clients take it.
	 * @param except peers to leave out
	 * @return how many these are; fails with a {@link RefusedException} if the one peer
	 * of an {@link Address.One} does not take it
	 */
	CompletableFuture<Integer> send(Address to, Set<PeerId> except, RawMessage message);

	/**
	 * Send an event and wait for answers.
	 * @param except peers to leave out
	 * @return the outcome, on the executor of the questions
	 */
	CompletableFuture<Outcome> ask(Address to, Set<PeerId> except, Duration timeout, RawMessage message);

	static RefusedException tooMany(PeerId plain) {
		return new RefusedException(ErrorCode.TOO_LARGE,
				"A client without the library takes at most " + EventLimits.MAX_PLAIN_BINARIES + " binaries",
				List.of(plain.value()));
	}

}

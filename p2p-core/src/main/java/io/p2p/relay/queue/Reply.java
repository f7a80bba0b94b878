package io.p2p.relay.queue;

import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

import org.jspecify.annotations.Nullable;

import io.p2p.peer.RawMessage;
import io.p2p.peer.RefusedException;

/**
 * Answers or refuses a request of a peer. Only the first call has an effect. Thread-safe.
 *
 * @since 0.1.0
 */
public interface Reply {

	/**
	 * Answer the request, if its sender asked for an acknowledgement.
	 * @param arguments the arguments of the acknowledgement
	 */
	void acknowledge(@Nullable Object... arguments);

	/**
	 * Answer the request with arguments that are encoded already.
	 * @param answer the arguments of the acknowledgement
	 */
	void answer(RawMessage answer);

	/**
	 * Tell the sender that the request was refused: in the acknowledgement if it asked
	 * for one, else as the event {@code peer-error}.
	 * @param reason why
	 */
	void refuse(RefusedException reason);

	/**
	 * Whether the sender has gone for good, so that its request has become pointless.
	 * Callable from any thread.
	 * @return {@code false} while it is connected or may come back
	 */
	default boolean isGone() {
		return false;
	}

	/**
	 * The number of the request in the sender's session.
	 * @return the number from 1 on, 0 if it is not counted
	 */
	default long number() {
		return 0;
	}

	/**
	 * Acknowledge or refuse a request when something has been done.
	 * @param done completes when it has been done, or exceptionally
	 * @param reply the reply to the request
	 */
	static void settle(CompletionStage<?> done, Reply reply) {
		done.whenComplete((result, failure) -> {
			if (failure == null) {
				reply.acknowledge();
			}
			else {
				reply.refuse(RefusedException.of(failure));
			}
		});
	}

	/**
	 * The flow control of the sender.
	 * @return the same object for all requests of the sender, over all its connections
	 */
	FlowControl flowControl();

	/**
	 * The executor of the sender's requests, the event loop of its connection: one
	 * thread, so that no event overtakes another on its way to the receivers' threads.
	 * @return an executor that runs a task inline if the caller is on that thread
	 */
	Executor inOrder();

}

package io.p2p.relay;

import java.util.concurrent.Executor;

import org.jspecify.annotations.Nullable;

import io.p2p.peer.RawMessage;
import io.p2p.peer.RefusedException;

/**
 * The way back to the sender of a request. Only the first call counts.
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
	 * Answer the request with what has been written already.
	 * @param answer the arguments of the acknowledgement
	 */
	void answer(RawMessage answer);

	/**
	 * Tell the sender that the request was refused: in the acknowledgement if it asked
	 * for one, else as the event {@code peer-error}.
	 * @param reason what was wrong
	 */
	void refuse(RefusedException reason);

	/**
	 * Whether the sender has gone for good, so that what it has asked for need not happen
	 * any more. May be asked on any thread.
	 * @return {@code false} as long as it is here or may come back
	 */
	default boolean isGone() {
		return false;
	}

	/**
	 * What waits of the sender.
	 * @return the same for all that it sends, over whichever connection
	 */
	FlowControl flowControl();

	/**
	 * Where the sender's events are taken one after the other: on one thread, so that
	 * none overtakes another on its way to the receivers' threads.
	 * @return runs what it is given, at once if the caller is on that thread
	 */
	Executor inOrder();

}

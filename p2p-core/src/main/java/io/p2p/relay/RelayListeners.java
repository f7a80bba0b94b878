package io.p2p.relay;

import java.util.List;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.p2p.peer.ErrorCode;
import io.p2p.peer.Peer;
import io.p2p.peer.RawMessage;
import io.p2p.peer.RefusedException;

/**
 * Those who see events before they are relayed, and who measures how long that takes.
 * Some are the application's: what they throw is logged, and goes no further.
 */
final class RelayListeners {

	private static final Logger logger = LoggerFactory.getLogger(RelayListeners.class);

	private final List<RelayListener> listeners;

	private final RelayObserver observer;

	RelayListeners(List<RelayListener> listeners, RelayObserver observer) {
		this.listeners = List.copyOf(listeners);
		this.observer = observer;
	}

	/**
	 * Find the first that wants to see an event.
	 * @throws RefusedException if one of them does not know
	 */
	@Nullable RelayListener find(String event) {
		for (RelayListener listener : this.listeners) {
			if (handles(listener, event)) {
				return listener;
			}
		}
		return null;
	}

	private static boolean handles(RelayListener listener, String event) {
		try {
			return listener.handles(event);
		}
		catch (RuntimeException | Error ex) {
			logger.warn("The RelayListener {} failed", listener.getClass().getName(), ex);
			// it may have wanted to stop the event
			throw new RefusedException(ErrorCode.HANDLER_FAILED, "The server's handler did not take the event");
		}
	}

	/**
	 * Tell all of an answer: each may have asked.
	 */
	void answered(Peer sender, long question, RawMessage answer) {
		for (RelayListener listener : this.listeners) {
			try {
				listener.onAnswer(sender, question, answer);
			}
			catch (RuntimeException | Error ex) {
				logger.warn("The RelayListener {} failed on an answer of {}", listener.getClass().getName(), sender,
						ex);
			}
		}
	}

	/**
	 * Begin to measure.
	 * @return see {@link RelayObserver#taken()}
	 */
	@Nullable Runnable taken() {
		try {
			return this.observer.taken();
		}
		catch (RuntimeException | Error ex) {
			logger.warn("The RelayObserver {} failed", this.observer.getClass().getName(), ex);
			return null;
		}
	}

}

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
 * The listeners and the observer of a relay. Some may be the application's: exceptions of
 * theirs are logged.
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
	 * Find the first listener that handles an event.
	 * @throws RefusedException if a listener fails
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
			// the listener might have stopped the event, so do not relay it
			throw new RefusedException(ErrorCode.HANDLER_FAILED, "The server's handler did not take the event");
		}
	}

	/**
	 * Tell all listeners of an answer, as any of them may have asked.
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
	 * Begin a measurement.
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

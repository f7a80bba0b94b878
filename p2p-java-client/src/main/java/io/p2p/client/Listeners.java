package io.p2p.client;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.p2p.client.queue.Backlog;
import io.p2p.client.queue.InOrder;
import io.p2p.client.wire.Failure;

/**
 * The application's listeners of one room, which it calls in order for each peer.
 * Thread-safe.
 */
final class Listeners {

	private static final Logger logger = LoggerFactory.getLogger(P2pPeer.class);

	private final List<P2pListener> listeners = new CopyOnWriteArrayList<>();

	private final Map<String, List<EventListener>> byEvent = new ConcurrentHashMap<>();

	private final List<EventListener> ofAny = new CopyOnWriteArrayList<>();

	private final InOrder inOrder;

	private final Backlog backlog;

	Listeners(InOrder inOrder, Backlog backlog) {
		this.inOrder = inOrder;
		this.backlog = backlog;
	}

	Registration add(P2pListener listener) {
		this.listeners.add(listener);
		return () -> this.listeners.remove(listener);
	}

	Registration on(String event, EventListener listener) {
		this.byEvent.computeIfAbsent(event, (name) -> new CopyOnWriteArrayList<>()).add(listener);
		return () -> this.byEvent.getOrDefault(event, List.of()).remove(listener);
	}

	Registration onAny(EventListener listener) {
		this.ofAny.add(listener);
		return () -> this.ofAny.remove(listener);
	}

	/**
	 * Whether anybody listens to events of a name.
	 */
	boolean hears(String event) {
		return !this.ofAny.isEmpty() || !this.byEvent.getOrDefault(event, List.of()).isEmpty();
	}

	/**
	 * Deliver an event of a peer.
	 * @param bytes its size
	 */
	void receive(PeerEvent event, long bytes) {
		this.backlog.add(bytes);
		this.inOrder.execute(event.sender().id(), () -> {
			try {
				this.ofAny.forEach((listener) -> call(listener, event));
				this.byEvent.getOrDefault(event.name(), List.of()).forEach((listener) -> call(listener, event));
			}
			finally {
				event.heard();
				this.backlog.remove(bytes);
			}
		});
	}

	private static void call(EventListener listener, PeerEvent event) {
		try {
			listener.received(event);
		}
		// whatever an application's listener throws ends nobody else's
		catch (Exception ex) {
			logger.error("A listener of '{}' failed", event.name(), ex);
		}
	}

	/**
	 * A listener may wait for bytes of a file, or waits no more.
	 * @param begins whether the wait begins
	 */
	void awaited(boolean begins) {
		this.backlog.awaited(begins);
	}

	/**
	 * Tell something of a peer, behind what that has sent.
	 */
	void tell(String peer, Consumer<P2pListener> what) {
		this.inOrder.execute(peer, () -> this.listeners.forEach((listener) -> tell(listener, what)));
	}

	/**
	 * Tell that something could not be done.
	 */
	void fail(Failure failure) {
		P2pException exception = new P2pException(failure);
		if (this.listeners.isEmpty()) {
			logger.warn("{}", exception.getMessage());
		}
		String peer = failure.peerId();
		tell((peer != null) ? peer : "", (listener) -> listener.failed(exception));
	}

	private static void tell(P2pListener listener, Consumer<P2pListener> what) {
		try {
			what.accept(listener);
		}
		catch (RuntimeException ex) {
			logger.error("A listener failed", ex);
		}
	}

	/**
	 * Do something as a listener would.
	 */
	void execute(Runnable task) {
		this.inOrder.execute("", task);
	}

}

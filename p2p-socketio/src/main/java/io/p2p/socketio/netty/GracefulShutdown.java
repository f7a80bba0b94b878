package io.p2p.socketio.netty;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

import io.netty.util.concurrent.EventExecutor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.p2p.engineio.CloseReason;
import io.p2p.engineio.EngineServer;
import io.p2p.socketio.peer.PeerNamespaceHandler;

/**
 * Stops a server gracefully: refuses new clients, lets what others have sent be handled
 * and delivered, and then closes their connections in a way after which they reconnect.
 */
final class GracefulShutdown {

	private static final Logger logger = LoggerFactory.getLogger(GracefulShutdown.class);

	private static final long PAUSE_MILLIS = 5;

	private final EngineServer engine;

	private final ServerConnector connector;

	private final PeerNamespaceHandler peers;

	private final CountedExecutor listeners;

	private final BooleanSupplier wanted;

	/**
	 * Create the shutdown of a server.
	 * @param wanted {@code false} if the server has been stopped meanwhile
	 */
	GracefulShutdown(EngineServer engine, ServerConnector connector, PeerNamespaceHandler peers,
			CountedExecutor listeners, BooleanSupplier wanted) {
		this.engine = engine;
		this.connector = connector;
		this.peers = peers;
		this.listeners = listeners;
		this.wanted = wanted;
	}

	/**
	 * Stop the server's sessions. Blocks the calling thread.
	 * @param timeout how long this may take at most
	 */
	void run(Duration timeout) {
		long deadline = System.nanoTime() + timeout.toNanos();
		this.engine.refuseHandshakes(true);
		// Let the event loops read what has come already, before events are dropped.
		awaitLoops(deadline);
		this.peers.draining(true);
		awaitLoops(deadline);
		boolean handled = await(this::isIdle, deadline);
		// an event passes two event loops at most: the peer's home and the connection's
		awaitLoops(deadline);
		awaitLoops(deadline);
		this.peers.confirmAll();
		this.engine.closeAll(CloseReason.SHUTDOWN);
		boolean gone = await(() -> this.engine.isEmpty() && this.connector.isFlushed() && isIdle(), deadline);
		if (this.wanted.getAsBoolean() && !(handled && gone)) {
			logger.warn("The P2P server stops after {} ms although {}", timeout.toMillis(), handled
					? "some clients have not read all that was sent to them" : "some handlers have not come to an end");
		}
	}

	private boolean isIdle() {
		return this.peers.isIdle() && this.listeners.isIdle();
	}

	// waits until the event loops have run what was submitted before
	private void awaitLoops(long deadline) {
		Set<EventExecutor> loops = this.connector.loops();
		CountDownLatch passed = new CountDownLatch(loops.size());
		try {
			loops.forEach((loop) -> loop.execute(passed::countDown));
			passed.await(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
		}
		catch (RejectedExecutionException ex) {
			logger.trace("The server has stopped", ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private boolean await(BooleanSupplier condition, long deadline) {
		while (!condition.getAsBoolean()) {
			if (System.nanoTime() > deadline || !this.wanted.getAsBoolean() || Thread.interrupted()) {
				return false;
			}
			try {
				TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
			}
			catch (InterruptedException ex) {
				return false;
			}
		}
		return true;
	}

}

package io.p2p.autoconfigure.cluster;

import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.context.SmartLifecycle;

import io.p2p.cluster.ClusterListener;
import io.p2p.cluster.ClusterStatus;
import io.p2p.cluster.ClusterStore;
import io.p2p.relay.ReplicatedCarrier;
import io.p2p.room.replica.ClusterRoomManager;
import io.p2p.socketio.peer.PeerNamespaceHandler;

/**
 * Takes part in the cluster while the server runs: starts before it, and stops after it
 * has closed its clients' connections.
 */
final class ClusterLifecycle implements SmartLifecycle, ClusterListener, ClusterStatus {

	private static final Logger logger = LoggerFactory.getLogger(ClusterLifecycle.class);

	// how long what the server has said last may take on its way to Redis
	private static final Duration LAST_WORDS = Duration.ofSeconds(2);

	private static final Duration TICK = Duration.ofSeconds(1);

	// what has not been swept for half a lease is taken for a process that stood still
	private static final int TICKS = 4;

	private static final long PAUSE_MILLIS = 5;

	private final ClusterStore store;

	private final ClusterRoomManager rooms;

	private final ReplicatedCarrier carrier;

	private final PeerNamespaceHandler peers;

	private final Duration window;

	private final Duration lease;

	private final String where;

	private final Consumer<ReadinessState> readiness;

	private volatile @Nullable ScheduledExecutorService timer;

	private volatile boolean available = true;

	ClusterLifecycle(ClusterStore store, ClusterRoomManager rooms, ReplicatedCarrier carrier,
			PeerNamespaceHandler peers, Duration window, Duration lease, String where,
			Consumer<ReadinessState> readiness) {
		this.where = where;
		this.readiness = readiness;
		this.store = store;
		this.rooms = rooms;
		this.carrier = carrier;
		this.peers = peers;
		this.window = window;
		this.lease = lease;
	}

	@Override
	public void start() {
		try {
			this.store.start(this).toCompletableFuture().join();
		}
		catch (CompletionException ex) {
			throw new RedisUnreachableException(this.where, Objects.requireNonNullElse(ex.getCause(), ex));
		}
		this.available = true;
		ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor((task) -> {
			Thread thread = new Thread(task, "p2p-cluster");
			thread.setDaemon(true);
			return thread;
		});
		long tick = Math.min(TICK.toMillis(), this.lease.toMillis() / TICKS);
		executor.scheduleWithFixedDelay(this.rooms::sweep, tick, tick, TimeUnit.MILLISECONDS);
		long half = Math.max(this.window.toMillis() / 2, 1);
		executor.scheduleWithFixedDelay(this::keep, half, half, TimeUnit.MILLISECONDS);
		this.timer = executor;
	}

	private void keep() {
		this.store.keep(this.peers.sharedSessions());
		this.rooms.keep();
	}

	@Override
	public void stop() {
		ScheduledExecutorService executor = this.timer;
		this.timer = null;
		if (executor == null) {
			return;
		}
		executor.shutdownNow();
		awaitLastWords();
		try {
			this.store.stop().toCompletableFuture().get(LAST_WORDS.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		catch (ExecutionException | TimeoutException ex) {
			logger.debug("The connections to Redis have not been closed in time", ex);
		}
		this.rooms.stop();
	}

	private void awaitLastWords() {
		long deadline = System.nanoTime() + LAST_WORDS.toNanos();
		try {
			while (!this.rooms.isIdle() && System.nanoTime() < deadline) {
				TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	@Override
	public boolean isRunning() {
		return this.timer != null;
	}

	@Override
	public int getPhase() {
		return SmartLifecycle.DEFAULT_PHASE - 1;
	}

	@Override
	public String node() {
		return this.store.node();
	}

	@Override
	public Set<String> nodes() {
		return this.store.nodes();
	}

	@Override
	public boolean isAvailable() {
		return this.available;
	}

	@Override
	public boolean isAlone() {
		return isRunning() && this.store.isAlone();
	}

	@Override
	public void nodeLost(String node) {
		logger.info("The server {} has gone: its peers may come back at others", node);
		this.rooms.nodeLost(node);
		this.carrier.nodeLost(node);
	}

	@Override
	public void fenced() {
		logger.warn("Redis could not be reached for so long that other servers take this one for dead: "
				+ "its peers are sent to them");
		this.peers.sendAway();
	}

	@Override
	public void available(boolean now) {
		if (now != this.available) {
			this.available = now;
			logger.info("Redis can{} be reached{}", now ? "" : "not",
					now ? "" : ": what peers send waits, and new clients are better served elsewhere");
			ScheduledExecutorService executor = this.timer;
			if (now && executor != null) {
				// Redis may have lost them: a failover keeps what the new master had
				executor.execute(this::keep);
			}
			if (isRunning() && !this.peers.isDraining()) {
				this.readiness.accept(now ? ReadinessState.ACCEPTING_TRAFFIC : ReadinessState.REFUSING_TRAFFIC);
			}
		}
	}

	@Override
	public void told(String node, byte[] message) {
		if (!this.carrier.told(message)) {
			this.rooms.told(message);
		}
	}

}

package io.p2p.cluster.redis.connection;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import io.lettuce.core.api.async.RedisAsyncCommands;
import org.jspecify.annotations.Nullable;

/**
 * Waits until replicas have what was written on a connection: one WAIT at a time, for all
 * that was written before it.
 *
 * @since 0.1.0
 */
public final class ReplicaGate {

	/**
	 * Redis holds up what comes behind a WAIT on the same connection, so it is short and
	 * repeated.
	 */
	private static final int WAIT_MILLIS = 200;

	private final Map<Object, List<CompletableFuture<Void>>> waiting = new HashMap<>();

	private final int replicas;

	/**
	 * Create a gate.
	 * @param replicas how many replicas to wait for, 0 for none
	 */
	public ReplicaGate(int replicas) {
		this.replicas = replicas;
	}

	/**
	 * Whether there is anything to wait for.
	 * @return {@code false} without replicas
	 */
	public boolean needed() {
		return this.replicas > 0;
	}

	/**
	 * Wait for what was written until now.
	 * @param connection the connection on which it was
	 * @return fails when the connection does: then it is not known
	 */
	public CompletableFuture<Void> reached(RedisAsyncCommands<byte[], byte[]> connection) {
		CompletableFuture<Void> reached = new CompletableFuture<>();
		synchronized (this) {
			List<CompletableFuture<Void>> others = this.waiting.get(connection);
			if (others != null) {
				others.add(reached);
				return reached;
			}
			this.waiting.put(connection, new ArrayList<>());
		}
		ask(connection, new ArrayList<>(List.of(reached)));
		return reached;
	}

	private void ask(RedisAsyncCommands<byte[], byte[]> connection, List<CompletableFuture<Void>> asking) {
		try {
			connection.waitForReplication(this.replicas, WAIT_MILLIS)
				.whenComplete((count, ex) -> answered(connection, asking, count, ex));
		}
		catch (RuntimeException ex) {
			answered(connection, asking, null, ex);
		}
	}

	private void answered(RedisAsyncCommands<byte[], byte[]> connection, List<CompletableFuture<Void>> asking,
			@Nullable Long count, @Nullable Throwable ex) {
		boolean reached = count != null && count >= this.replicas;
		List<CompletableFuture<Void>> next;
		synchronized (this) {
			next = new ArrayList<>(this.waiting.getOrDefault(connection, List.of()));
			if (ex == null && !reached) {
				next.addAll(asking);
			}
			if (next.isEmpty() || ex != null) {
				this.waiting.remove(connection);
			}
			else {
				this.waiting.put(connection, new ArrayList<>());
			}
		}
		if (ex != null) {
			asking.forEach((one) -> one.completeExceptionally(ex));
			next.forEach((one) -> one.completeExceptionally(ex));
			return;
		}
		if (!next.isEmpty()) {
			ask(connection, next);
		}
		if (reached) {
			asking.forEach((one) -> one.complete(null));
		}
	}

}

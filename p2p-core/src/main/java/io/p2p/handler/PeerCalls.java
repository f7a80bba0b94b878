package io.p2p.handler;

import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import io.p2p.peer.Peer;
import io.p2p.peer.PeerId;

/**
 * Calls the application on threads of its own: what a peer joins and leaves one after the
 * other, and its events behind what was said of it before.
 *
 * @since 0.1.0
 */
public final class PeerCalls implements AutoCloseable {

	private static final int MANY = 1000;

	private static final int RETRY_MILLIS = 200;

	private final Map<PeerId, Turn> last = new ConcurrentHashMap<>();

	private final Executor executor;

	private volatile boolean closed;

	/**
	 * Create calls.
	 * @param executor where they run
	 */
	public PeerCalls(Executor executor) {
		this.executor = executor;
	}

	Executor executor() {
		return this.executor;
	}

	/**
	 * Call a handler of an event. The caller sees to it that a peer's events come one
	 * after the other.
	 * @return completes exceptionally with a {@link RejectedExecutionException} if there
	 * is no thread for it
	 */
	<T> CompletionStage<T> event(Peer peer, Supplier<CompletionStage<T>> call) {
		Turn turn = this.last.get(peer.id());
		if (turn != null) {
			return turn.over().thenCompose((nothing) -> run(call));
		}
		return run(call);
	}

	/**
	 * Call those who want to know that a peer comes or goes, one call after the other,
	 * and as soon as there is a thread for it. A peer that comes and goes faster than
	 * they can be called, far too often, is disconnected.
	 */
	CompletionStage<Void> presence(Peer peer, Supplier<CompletionStage<@Nullable Object>> call) {
		Turn turn = Objects.requireNonNull(this.last.compute(peer.id(), (id, previous) -> Turn.behind(previous)));
		if (turn.waiting().incrementAndGet() >= MANY) {
			// not from here: the caller may hold the lock of a room
			start(peer::disconnect);
		}
		turn.before().thenCompose((nothing) -> runSurely(call)).whenComplete((nothing, failure) -> {
			turn.waiting().decrementAndGet();
			this.last.remove(peer.id(), turn);
			turn.over().complete(null);
		});
		return turn.over();
	}

	// what cannot be refused: there are no more of these than peers
	private <T> CompletionStage<T> runSurely(Supplier<CompletionStage<T>> call) {
		return CompletableFuture.supplyAsync(call, this::start).thenCompose(Function.identity());
	}

	private void start(Runnable task) {
		try {
			this.executor.execute(task);
		}
		catch (RejectedExecutionException ex) {
			if (!this.closed) {
				// not from here: the caller may be an event loop, or hold a lock
				CompletableFuture.delayedExecutor(RETRY_MILLIS, TimeUnit.MILLISECONDS, Runnable::run)
					.execute(() -> start(task));
			}
		}
	}

	/**
	 * Try no more what the executor does not take: the application ends.
	 */
	@Override
	public void close() {
		this.closed = true;
	}

	private <T> CompletionStage<T> run(Supplier<CompletionStage<T>> call) {
		try {
			return CompletableFuture.supplyAsync(call, this.executor).thenCompose(Function.identity());
		}
		catch (RejectedExecutionException ex) {
			return CompletableFuture.failedFuture(ex);
		}
	}

	/**
	 * One call of a peer's.
	 *
	 * @param before completes when it may begin
	 * @param over completes when it has ended
	 * @param waiting how many wait with it
	 */
	private record Turn(CompletableFuture<Void> before, CompletableFuture<Void> over, AtomicInteger waiting) {

		static Turn behind(@Nullable Turn previous) {
			return (previous != null) ? new Turn(previous.over, new CompletableFuture<>(), previous.waiting)
					: new Turn(CompletableFuture.completedFuture(null), new CompletableFuture<>(), new AtomicInteger());
		}

	}

}

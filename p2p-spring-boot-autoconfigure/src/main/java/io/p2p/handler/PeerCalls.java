package io.p2p.handler;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
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
public final class PeerCalls {

	private static final int MANY = 1000;

	private final Map<PeerId, Turn> last = new ConcurrentHashMap<>();

	private final Executor executor;

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
	 * Call those who want to know that a peer comes or goes, one call after the other. A
	 * peer that comes and goes faster than they can be called, far too often, is
	 * disconnected.
	 */
	CompletionStage<Void> presence(Peer peer, Supplier<CompletionStage<@Nullable Object>> call,
			Function<Throwable, @Nullable Void> failed) {
		Turn turn = new Turn();
		Turn previous = this.last.put(peer.id(), turn);
		CompletableFuture<Void> before = CompletableFuture.completedFuture(null);
		if (previous != null) {
			turn.follow(previous);
			before = previous.over();
		}
		if (turn.waiting().incrementAndGet() >= MANY) {
			// not from here: the caller may hold the lock of a room
			run(() -> CompletableFuture.runAsync(peer::disconnect, Runnable::run));
		}
		before.thenCompose((nothing) -> run(call))
			.<@Nullable Void>thenApply((result) -> null)
			.exceptionally(failed)
			.whenComplete((nothing, failure) -> {
				turn.waiting().decrementAndGet();
				this.last.remove(peer.id(), turn);
				turn.over().complete(null);
			});
		return turn.over();
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
	 * One call of a peer's, and how many wait with it.
	 */
	private static final class Turn {

		private final CompletableFuture<Void> over = new CompletableFuture<>();

		private volatile AtomicInteger waiting = new AtomicInteger();

		CompletableFuture<Void> over() {
			return this.over;
		}

		AtomicInteger waiting() {
			return this.waiting;
		}

		void follow(Turn previous) {
			this.waiting = previous.waiting();
		}

	}

}

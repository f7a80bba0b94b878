package io.p2p.cluster.memory;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;

import io.p2p.cluster.ClusterUnavailableException;

/**
 * The thread of a store, on which requests are answered in the order of the calls. It is
 * there from the first one on, until it is ended.
 */
final class StoreThread {

	private final ExecutorService thread;

	private final Runnable before;

	// used on the thread
	private boolean ended;

	/**
	 * Create a thread.
	 * @param before run before each request
	 */
	StoreThread(String name, Runnable before) {
		this.before = before;
		this.thread = Executors.newSingleThreadExecutor((task) -> {
			Thread created = new Thread(task, name);
			created.setDaemon(true);
			return created;
		});
	}

	/**
	 * Ask something.
	 * @return the answer; fails if the thread has been ended before it was its turn
	 */
	<T> CompletionStage<T> ask(Supplier<T> request) {
		CompletableFuture<T> result = new CompletableFuture<>();
		try {
			this.thread.execute(() -> answer(request, result));
		}
		catch (RejectedExecutionException ex) {
			result.completeExceptionally(unavailable());
		}
		return result;
	}

	/**
	 * Do something.
	 * @return completes when it has been done; fails if the thread has been ended before
	 */
	CompletionStage<Void> run(Runnable command) {
		return this.<Optional<Void>>ask(() -> {
			command.run();
			return Optional.empty();
		}).thenAccept((done) -> {
		});
	}

	private <T> void answer(Supplier<T> request, CompletableFuture<T> result) {
		if (this.ended) {
			result.completeExceptionally(unavailable());
			return;
		}
		T answer;
		try {
			this.before.run();
			answer = request.get();
		}
		catch (RuntimeException ex) {
			result.completeExceptionally(ex);
			return;
		}
		result.complete(answer);
	}

	/**
	 * Answer nothing more. Called on this thread.
	 */
	void end() {
		this.ended = true;
		this.thread.shutdown();
	}

	private static ClusterUnavailableException unavailable() {
		return new ClusterUnavailableException("This server is not alone any more, or has been stopped", null);
	}

}

package io.p2p.relay;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * The events of one sender while some of them wait for a handler: a step begins when the
 * one before it has completed.
 */
final class SenderLane {

	private final int capacity;

	private final Queue<Supplier<CompletionStage<?>>> waiting = new ArrayDeque<>();

	private boolean busy;

	SenderLane(int capacity) {
		this.capacity = capacity;
	}

	synchronized boolean isIdle() {
		return !this.busy;
	}

	/**
	 * Add a step.
	 * @return whether there was room for it
	 */
	boolean submit(Supplier<CompletionStage<?>> step) {
		synchronized (this) {
			if (this.waiting.size() >= this.capacity) {
				return false;
			}
			this.waiting.add(step);
			if (this.busy) {
				return true;
			}
			this.busy = true;
		}
		run();
		return true;
	}

	// a loop, not a recursion: many steps in a row may complete at once
	private void run() {
		Supplier<CompletionStage<?>> step = next();
		while (step != null) {
			var stage = step.get().toCompletableFuture();
			if (!stage.isDone()) {
				stage.whenComplete((result, failure) -> run());
				return;
			}
			step = next();
		}
	}

	private synchronized @Nullable Supplier<CompletionStage<?>> next() {
		Supplier<CompletionStage<?>> step = this.waiting.poll();
		this.busy = step != null;
		return step;
	}

}

package io.p2p.relay.queue;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * Runs the steps of one sender, each when that before has completed. Thread-safe.
 */
final class SerialQueue {

	private final Queue<Step> waiting = new ArrayDeque<>();

	private final FlowControl flowControl;

	private boolean busy;

	SerialQueue(FlowControl flowControl) {
		this.flowControl = flowControl;
	}

	synchronized boolean isIdle() {
		return !this.busy;
	}

	/**
	 * Add a step.
	 * @param size the bytes that it keeps in memory
	 */
	void submit(long size, Supplier<CompletionStage<?>> action) {
		this.flowControl.added(size);
		synchronized (this) {
			this.waiting.add(new Step(size, action));
			if (this.busy) {
				return;
			}
			this.busy = true;
		}
		run();
	}

	// a loop, as recursion over many steps that complete at once would overflow the stack
	private void run() {
		Step step = next();
		while (step != null) {
			this.flowControl.removed(step.size());
			var stage = step.action().get().toCompletableFuture();
			if (!stage.isDone()) {
				stage.whenComplete((result, failure) -> run());
				return;
			}
			step = next();
		}
	}

	private synchronized @Nullable Step next() {
		Step step = this.waiting.poll();
		this.busy = step != null;
		return step;
	}

	private record Step(long size, Supplier<CompletionStage<?>> action) {

	}

}

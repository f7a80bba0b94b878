package io.p2p.relay;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * The events of one sender that wait for a handler, in the order in which they came.
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

	// a loop, not a recursion: many steps in a row may complete at once
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

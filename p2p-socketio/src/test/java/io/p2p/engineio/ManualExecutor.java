package io.p2p.engineio;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.FutureTask;

import io.p2p.engineio.send.SerialExecutor;

/**
 * Does what a test lets it do, on the test's thread, and keeps a time of its own.
 */
final class ManualExecutor implements SerialExecutor {

	private final Queue<Runnable> tasks = new ArrayDeque<>();

	private final List<Timer> timers = new ArrayList<>();

	private Duration now = Duration.ZERO;

	@Override
	public boolean isCurrent() {
		return true;
	}

	@Override
	public void execute(Runnable task) {
		this.tasks.add(task);
	}

	@Override
	public FutureTask<?> schedule(Runnable task, Duration delay) {
		FutureTask<?> timer = new FutureTask<>(task, null);
		this.timers.add(new Timer(this.now.plus(delay), timer));
		return timer;
	}

	/**
	 * Do what is to be done now, and what that leaves to be done.
	 */
	void run() {
		for (Runnable task = this.tasks.poll(); task != null; task = this.tasks.poll()) {
			task.run();
		}
	}

	/**
	 * Do one thing.
	 */
	void runOne() {
		this.tasks.remove().run();
	}

	/**
	 * Let time pass, with all that is to be done until then.
	 */
	void pass(Duration time) {
		Duration end = this.now.plus(time);
		run();
		for (Timer next = next(end); next != null; next = next(end)) {
			this.timers.remove(next);
			this.now = next.at();
			next.task().run();
			run();
		}
		this.now = end;
	}

	private Timer next(Duration end) {
		return this.timers.stream()
			.filter((timer) -> timer.at().compareTo(end) <= 0)
			.min(Comparator.comparing(Timer::at))
			.orElse(null);
	}

	private record Timer(Duration at, FutureTask<?> task) {

	}

}

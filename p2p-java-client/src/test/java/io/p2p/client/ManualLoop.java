package io.p2p.client;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Queue;

import io.p2p.client.loop.Loop;

/**
 * A loop whose time goes on when a test says so.
 */
final class ManualLoop implements Loop {

	private final Queue<Runnable> tasks = new ArrayDeque<>();

	private final List<Later> later = new ArrayList<>();

	private double now;

	@Override
	public void execute(Runnable task) {
		this.tasks.add(task);
	}

	@Override
	public Runnable schedule(Runnable task, double delayMs) {
		Later one = new Later(this.now + delayMs, task);
		this.later.add(one);
		return () -> this.later.remove(one);
	}

	@Override
	public double now() {
		return this.now;
	}

	@Override
	public double random() {
		return 0.5;
	}

	@Override
	public boolean isHere() {
		return true;
	}

	/**
	 * Run what waits.
	 */
	void settle() {
		for (Runnable task = this.tasks.poll(); task != null; task = this.tasks.poll()) {
			task.run();
		}
	}

	void tick(double ms) {
		double until = this.now + ms;
		settle();
		for (Optional<Later> next = next(until); next.isPresent(); next = next(until)) {
			this.later.remove(next.get());
			this.now = Math.max(this.now, next.get().at());
			next.get().task().run();
			settle();
		}
		this.now = until;
	}

	private Optional<Later> next(double until) {
		return this.later.stream().filter((one) -> one.at() <= until).min(Comparator.comparingDouble(Later::at));
	}

	private record Later(double at, Runnable task) {

	}

}

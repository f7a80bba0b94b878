package io.p2p.client.simulation;

import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.p2p.client.loop.Loop;

/**
 * Time, chance and everything that is to happen in a life: the same seed makes the same
 * of it.
 */
final class World implements Loop {

	private static final Logger logger = LoggerFactory.getLogger(World.class);

	private final Random random;

	private final PriorityQueue<Task> tasks = new PriorityQueue<>(
			Comparator.comparingDouble(Task::at).thenComparingLong(Task::number));

	private double now;

	private long number;

	private long happened;

	World(long seed) {
		this.random = new Random(seed);
	}

	@Override
	public void execute(Runnable task) {
		schedule(task, 0);
	}

	@Override
	public Runnable schedule(Runnable task, double delayMs) {
		Task one = new Task(this.now + Math.max(0, delayMs), this.number++, task);
		this.tasks.add(one);
		return () -> this.tasks.remove(one);
	}

	@Override
	public double now() {
		return this.now;
	}

	@Override
	public double random() {
		return this.random.nextDouble();
	}

	@Override
	public boolean isHere() {
		return true;
	}

	boolean chance(double probability) {
		return random() < probability;
	}

	int below(int bound) {
		return this.random.nextInt(bound);
	}

	double between(double least, double most) {
		return least + random() * (most - least);
	}

	<T> T anyOf(List<T> all) {
		return all.get(below(all.size()));
	}

	/**
	 * Write down what happens, for whoever looks into one life.
	 */
	void note(String what, Object... about) {
		this.happened = 31 * this.happened + what.hashCode() + Double.hashCode(this.now);
		if (logger.isTraceEnabled()) {
			logger.trace("{} {} {}", Math.round(this.now), what, List.of(about));
		}
	}

	/**
	 * A number for all that was written down, in its order.
	 */
	long happened() {
		return this.happened;
	}

	/**
	 * Have it go on.
	 * @param ms for how many milliseconds
	 */
	void pass(double ms) {
		double until = this.now + ms;
		for (Task next = this.tasks.peek(); next != null && next.at() <= until; next = this.tasks.peek()) {
			this.tasks.poll();
			this.now = next.at();
			next.what().run();
		}
		this.now = until;
	}

	private record Task(double at, long number, Runnable what) {

	}

}

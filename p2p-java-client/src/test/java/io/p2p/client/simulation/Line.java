package io.p2p.client.simulation;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;

/**
 * Carries things in order, each in its own time.
 *
 * @param <T> the things
 */
final class Line<T> {

	private final World world;

	private final double slowestMs;

	private final Consumer<T> arrives;

	private final Deque<T> onItsWay = new ArrayDeque<>();

	private boolean stopped;

	private boolean busy;

	Line(World world, double slowestMs, Consumer<T> arrives) {
		this.world = world;
		this.slowestMs = slowestMs;
		this.arrives = arrives;
	}

	void send(T thing) {
		this.onItsWay.add(thing);
		next();
	}

	private void next() {
		if (this.stopped || this.busy || this.onItsWay.isEmpty()) {
			return;
		}
		this.busy = true;
		// much of it comes in one go
		double delay = this.world.chance(0.3) ? this.world.between(0, this.slowestMs) : 0.01;
		this.world.schedule(() -> {
			this.busy = false;
			if (!this.stopped && !this.onItsWay.isEmpty()) {
				this.arrives.accept(this.onItsWay.poll());
			}
			next();
		}, delay);
	}

	/**
	 * Carry nothing for a while.
	 */
	void stop() {
		this.stopped = true;
	}

	void goOn() {
		this.stopped = false;
		next();
	}

	/**
	 * Lose everything.
	 * @return what was on its way
	 */
	List<T> lose() {
		List<T> lost = new ArrayList<>(this.onItsWay);
		this.onItsWay.clear();
		return lost;
	}

}

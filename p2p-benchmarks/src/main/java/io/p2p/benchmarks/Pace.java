package io.p2p.benchmarks;

import java.time.Duration;

/**
 * How long things are measured.
 *
 * @param quick whether figures are to come soon rather than be exact
 * @param warmUp CPU time that a fresh server uses before anything counts
 * @param rounds how many rounds are measured, of which the median counts
 * @param round how long one is
 * @since 0.1.0
 */
public record Pace(boolean quick, Duration warmUp, int rounds, Duration round) {

	/** For the page. */
	public static final Pace FULL = new Pace(false, Duration.ofSeconds(Integer.getInteger("bench.warm-up", 6)), 3,
			Duration.ofSeconds(2));

	/** For those who wait. */
	public static final Pace QUICK = new Pace(true, Duration.ofSeconds(3), 2, Duration.ofSeconds(1));

	/**
	 * CPU time that a fresh server uses on clients that come and go before anything
	 * counts. They make it run through far more code than those who talk, and after 6
	 * seconds the compilers of a JVM still take half of one core.
	 */
	Duration connectWarmUp() {
		return this.warmUp.multipliedBy(4);
	}

	/**
	 * CPU time that a warm server uses on something new before that counts.
	 */
	Duration settle() {
		return this.warmUp.dividedBy(4);
	}

	/**
	 * The same where several processes have to get warm.
	 * @param processes how many
	 * @return a pace with so many times the CPU time
	 */
	public Pace warmingUp(int processes) {
		return new Pace(this.quick, this.warmUp.multipliedBy(processes), this.rounds, this.round);
	}

	/**
	 * The same with rounds of half the length.
	 */
	Pace brief() {
		return new Pace(this.quick, this.warmUp, this.rounds, this.round.dividedBy(2));
	}

}

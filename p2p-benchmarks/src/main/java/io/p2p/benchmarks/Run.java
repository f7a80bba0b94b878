package io.p2p.benchmarks;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.p2p.benchmarks.FrameReader.Marker;
import io.p2p.benchmarks.LoadClient.Deliveries;

/**
 * One workload on one server, which may be several processes.
 *
 * @param workload its name in the figures
 * @param dialect how clients speak
 */
record Run(String workload, Entrant contestant, Dialect dialect, Server server, LoadLoop loop, Pace pace,
		Figures figures) {

	// library peers then come without a session, and join by a request: to compare with a
	// build that knows no more
	private static final boolean REQUESTS = Boolean.getBoolean("bench.requests");

	private static final int STEPS = 10;

	private static final int MAX_STRETCH = 4;

	// of the CPU time, that which compilers of a warm server may have
	private static final double COMPILING = 0.1;

	private static final int MAX_COMPILING = 2;

	void put(String metric, double value) {
		this.figures.put(this.workload, this.contestant, metric, value);
	}

	void put(String metric, Round round) {
		put(metric, round.perCpuSecond());
		put(metric + " busy", round.cpuSeconds() / round.seconds());
		if (round.redisCpuSeconds() > 0) {
			put(metric + " redis", 1e6 * round.redisCpuSeconds() / round.count());
			put(metric + " servers", round.count() / (round.cpuSeconds() - round.redisCpuSeconds()));
		}
		put(metric + " load busy", round.loadCpuSeconds() / round.seconds());
		if (round.allocatedBytes() >= 0) {
			put(metric + " allocated", (double) round.allocatedBytes() / round.count());
		}
		say(metric, round.text());
	}

	void fail(String metric, BenchException failure) {
		this.figures.fail(this.workload, this.contestant, metric, String.valueOf(failure.getMessage()));
		say(metric, "fails: " + failure.getMessage());
	}

	void say(String metric, String text) {
		Console.line(String.format("%-14s %-8s %-14s %s", this.workload, this.contestant.id(), metric, text));
	}

	/**
	 * A client that comes as its kind does.
	 */
	LoadClient visitor(String room, Marker marker, Deliveries deliveries) {
		boolean session = this.dialect == Dialect.LIBRARY && !REQUESTS;
		return new LoadClient(this.loop, session ? Dialect.SESSION : this.dialect, room, marker, deliveries);
	}

	LoadClient client(String room, Marker marker, Deliveries deliveries) {
		return new LoadClient(this.loop, this.dialect, room, marker, deliveries);
	}

	List<LoadClient> clients(int number, String room, Marker marker, Deliveries deliveries) {
		return Clients.connect(this.loop, number, (i) -> client(room, marker, deliveries));
	}

	/**
	 * Drive a load until the server has used so much CPU time: a compiler that shares its
	 * core with others needs longer by the clock. Where there are several servers, go on
	 * until their compilers have little left to do.
	 */
	void warmUp(Load load, Duration cpuTime) {
		double end = this.server.cpuSeconds() + cpuTime.toMillis() / 1e3;
		for (int i = 0; i < MAX_STRETCH * STEPS && this.server.cpuSeconds() < end; i++) {
			load.drive(cpuTime.dividedBy(STEPS));
		}
		double most = end + MAX_COMPILING * cpuTime.toMillis() / 1e3;
		while (isCompiling(load, cpuTime.dividedBy(STEPS)) && this.server.cpuSeconds() < most) {
			// until it is warm, or will not be soon
		}
	}

	private boolean isCompiling(Load load, Duration time) {
		double compilers = this.server.compilerCpuSeconds();
		if (compilers == 0) {
			return false;
		}
		double cpu = this.server.cpuSeconds();
		load.drive(time);
		return this.server.compilerCpuSeconds() - compilers > COMPILING * (this.server.cpuSeconds() - cpu);
	}

	/**
	 * Drive a load and measure some rounds of it.
	 */
	Round rounds(Pace pace, Load load) {
		List<Round> rounds = new ArrayList<>();
		for (int i = 0; i < pace.rounds(); i++) {
			Round.Start start = Round.Start.now(this.server, load.count());
			double enough = start.cpuSeconds() + pace.round().toMillis() / 2e3;
			load.drive(pace.round());
			for (int j = 1; j < MAX_STRETCH && this.server.cpuSeconds() < enough; j++) {
				load.drive(pace.round());
			}
			rounds.add(start.end(load.count()));
		}
		return Round.median(rounds);
	}

	/**
	 * Something that goes on for as long as one likes.
	 */
	interface Load {

		void drive(Duration time);

		/**
		 * What has been done until now.
		 */
		long count();

	}

}

package io.p2p.benchmarks;

import java.util.Comparator;
import java.util.List;

/**
 * What happened between two readings.
 *
 * @param count of whatever is measured
 * @param cpuSeconds of the server
 * @param redisCpuSeconds that part of it which Redis has used
 * @param loadCpuSeconds of the load
 * @param seconds on the clock
 * @param allocatedBytes by the server, less than 0 if it cannot tell
 */
record Round(long count, double cpuSeconds, double redisCpuSeconds, double loadCpuSeconds, double seconds,
		long allocatedBytes) {

	double perCpuSecond() {
		return this.count / this.cpuSeconds;
	}

	double microsEach() {
		return 1e6 * this.cpuSeconds / this.count;
	}

	String text() {
		return String.format("%,.0f per CPU second (%,.0f per second; server busy %.0f %%, load %.0f %%)",
				perCpuSecond(), this.count / this.seconds, 100 * this.cpuSeconds / this.seconds,
				100 * this.loadCpuSeconds / this.seconds);
	}

	static Round median(List<Round> rounds) {
		return rounds.stream().sorted(Comparator.comparing(Round::perCpuSecond)).toList().get((rounds.size() - 1) / 2);
	}

	/**
	 * A first reading.
	 */
	record Start(Server server, long count, double cpuSeconds, double redisCpuSeconds, double loadCpuSeconds,
			long nanos, long allocatedBytes) {

		static Start now(Server server, long count) {
			long allocated = server.allocatedBytes();
			return new Start(server, count, server.cpuSeconds(), server.redisCpuSeconds(),
					ServerProcess.cpuSeconds("self"), System.nanoTime(), allocated);
		}

		Round end(long count) {
			double cpu = this.server.cpuSeconds() - this.cpuSeconds;
			double redis = this.server.redisCpuSeconds() - this.redisCpuSeconds;
			double loadCpu = ServerProcess.cpuSeconds("self") - this.loadCpuSeconds;
			double seconds = (System.nanoTime() - this.nanos) / 1e9;
			long allocated = this.server.allocatedBytes() - this.allocatedBytes;
			if (count == this.count || cpu <= 0) {
				throw new BenchException("Nothing arrived for " + Math.round(seconds) + " s");
			}
			return new Round(count - this.count, cpu, redis, loadCpu, seconds,
					(this.allocatedBytes < 0) ? -1 : allocated);
		}

	}

}

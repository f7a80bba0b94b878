package io.p2p.benchmarks;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * Time from when a message was to be sent until each other one has it, at a fixed rate.
 * Where there are several servers, all who send are at the first of them, and only those
 * count who are at another.
 */
final class Latency implements Workload {

	static final List<Double> PERCENTILES = List.of(50.0, 99.0, 99.9);

	private static final int CLIENTS = 100;

	private static final int SENDERS = 10;

	private static final long INTERVAL_NANOS = 2_000_000;

	@Override
	public String id() {
		return "latency";
	}

	@Override
	public boolean isQuick() {
		return true;
	}

	@Override
	public Set<Contestant> contestants() {
		return EnumSet.complementOf(EnumSet.of(Contestant.LIBRARY));
	}

	@Override
	public void run(Run run) {
		Clock clock = new Clock(run);
		run.warmUp(clock.load, run.pace().warmUp());
		clock.load.drain();
		clock.drive(run.pace().round());
		clock.histogram = new Histogram(3);
		Round.Start start = Round.Start.now(run.server(), clock.load.count());
		clock.drive(run.pace().quick() ? Duration.ofSeconds(3) : Duration.ofSeconds(10));
		Round round = start.end(clock.load.count());
		clock.load.drain();
		StringBuilder text = new StringBuilder();
		for (double percentile : PERCENTILES) {
			double millis = clock.histogram.getValueAtPercentile(percentile) / 1e6;
			run.put("p" + percentile, millis);
			text.append(String.format("p%s %.2f ms  ", percentile, millis));
		}
		run.put("deliveries", round);
		run.put("load busy", round.loadCpuSeconds() / round.seconds());
		run.say("latency", text.toString());
	}

	private static final class Clock {

		private final LoadLoop loop;

		private final Dialect dialect;

		private final List<LoadClient> senders;

		private final Broadcast load;

		private @Nullable Histogram histogram;

		private int next;

		Clock(Run run) {
			this.loop = run.loop();
			this.dialect = run.dialect();
			List<LoadClient> clients = run.clients(CLIENTS, "latency", this.dialect.marker(Payload.SMALL, true),
					this::delivered);
			this.senders = clients.stream().filter((client) -> client.node() == 0).limit(SENDERS).toList();
			this.load = new Broadcast(this.loop, this.senders, frame(0), CLIENTS - 1,
					Broadcast.window(CLIENTS - 1, Payload.SMALL));
		}

		private ByteBuffer frame(long stamp) {
			return this.dialect.frame("latency", Payload.SMALL, stamp);
		}

		// no waiting for the server, and the stamp is the time that was planned: a server
		// that stops for a while is seen by all messages of that while
		void drive(Duration time) {
			long due = System.nanoTime();
			long end = due + time.toNanos();
			while (due < end) {
				for (; due <= System.nanoTime(); due += INTERVAL_NANOS) {
					this.load.sendOne(this.senders.get(this.next++ % SENDERS), frame(due));
				}
				this.loop.turn(0);
			}
		}

		private void delivered(LoadClient client, long stamp) {
			this.load.delivered();
			if (this.histogram != null && (this.loop.nodes() == 1 || client.node() != 0)) {
				this.histogram.recordValue(System.nanoTime() - stamp);
			}
		}

	}

}

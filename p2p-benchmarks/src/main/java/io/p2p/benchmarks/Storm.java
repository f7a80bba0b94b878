package io.p2p.benchmarks;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.p2p.benchmarks.FrameReader.Marker;

/**
 * Clients that come to a room of 100 and leave at once, which all others are told.
 */
final class Storm implements Workload {

	private static final int MEMBERS = 100;

	private static final int AT_A_TIME = 20;

	private static final Marker DISCONNECT = Marker.of("42[\"peer-disconnect\"", false, false);

	@Override
	public String id() {
		return "storm";
	}

	@Override
	public void run(Run run) {
		Visits visits = new Visits(run, "storm");
		Clients.connect(run.loop(), MEMBERS, (i) -> run.visitor("storm", DISCONNECT, (client, stamp) -> visits.told++));
		run.warmUp(visits, run.pace().connectWarmUp());
		Round round = run.rounds(run.pace(), visits);
		visits.end();
		visits.checkTold(MEMBERS);
		run.put("visits", round);
	}

	/**
	 * Clients that connect and leave, some at a time.
	 */
	static final class Visits implements Run.Load {

		private final Run run;

		private final String room;

		private final List<LoadClient> coming = new ArrayList<>();

		private final List<LoadClient> going = new ArrayList<>();

		private long done;

		private long told;

		Visits(Run run, String room) {
			this.run = run;
			this.room = room;
		}

		@Override
		public void drive(Duration time) {
			long end = System.nanoTime() + time.toNanos();
			while (System.nanoTime() < end) {
				while (this.coming.size() + this.going.size() < AT_A_TIME) {
					this.coming.add(this.run.visitor(this.room, DISCONNECT, (client, stamp) -> {
						// only those who stay count
					}));
				}
				turn();
			}
		}

		private void turn() {
			this.run.loop().turn();
			this.coming.removeIf((client) -> {
				if (client.isReady()) {
					client.leave();
					this.going.add(client);
				}
				return client.isReady();
			});
			this.going.removeIf((client) -> {
				if (client.isGone()) {
					this.done++;
				}
				return client.isGone();
			});
		}

		@Override
		public long count() {
			return this.done;
		}

		/**
		 * Wait until all have left.
		 */
		void end() {
			this.run.loop().await("the last to leave", Duration.ofSeconds(10), () -> {
				turn();
				return this.coming.isEmpty() && this.going.isEmpty();
			});
		}

		private void checkTold(int members) {
			long expected = this.done * members;
			try {
				this.run.loop().await("all told", Duration.ofSeconds(10), () -> this.told == expected);
			}
			catch (BenchException ex) {
				throw new BenchException(
						"of " + this.done + " who left, members were told " + this.told + " times, not " + expected,
						ex);
			}
		}

	}

}

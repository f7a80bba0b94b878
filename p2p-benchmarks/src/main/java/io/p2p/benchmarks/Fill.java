package io.p2p.benchmarks;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

import io.p2p.benchmarks.FrameReader.Marker;

/**
 * A room that fills in one go: each who comes is told of all who are there, and all of
 * each who comes.
 */
final class Fill implements Workload {

	private static final int SIZE = 1000;

	private static final int WARM_UP_SIZE = 1000;

	private static final int AT_A_TIME = 200;

	private static final Duration TIMEOUT = Duration.ofSeconds(60);

	private static final Marker CONNECT = Marker.of("42[\"peer-connect\"", false, false);

	@Override
	public String id() {
		return "fill";
	}

	@Override
	public Set<Contestant> contestants() {
		// nobody else tells who comes
		return EnumSet.of(Contestant.LIBRARY);
	}

	@Override
	public void run(Run run) {
		run.warmUp(new Rooms(run, WARM_UP_SIZE), run.pace().connectWarmUp());
		Rooms rooms = new Rooms(run, SIZE);
		List<Round> rounds = new ArrayList<>();
		for (int i = 0; i < run.pace().rounds(); i++) {
			Round.Start start = Round.Start.now(run.server(), 0);
			rooms.fill();
			rounds.add(start.end(SIZE));
			rooms.empty();
		}
		run.put("joins", Round.median(rounds));
	}

	/**
	 * Rooms, one after the other.
	 */
	private static final class Rooms implements Run.Load {

		private final Run run;

		private final int size;

		private long told;

		private int number;

		private List<LoadClient> present = List.of();

		Rooms(Run run, int size) {
			this.run = run;
			this.size = size;
		}

		void fill() {
			String room = "fill" + this.size + "-" + this.number++;
			this.told = 0;
			this.present = Clients.connect(this.run.loop(), this.size, AT_A_TIME,
					(i) -> this.run.visitor(room, CONNECT, (client, stamp) -> this.told++));
			// of each who came, everybody who was there before
			long expected = this.size * (this.size - 1L) / 2;
			this.run.loop().await("all told", TIMEOUT, () -> this.told == expected);
		}

		void empty() {
			this.present.forEach(LoadClient::leave);
			this.run.loop()
				.await("the last to leave", TIMEOUT, () -> this.present.stream().allMatch(LoadClient::isGone));
		}

		@Override
		public void drive(Duration time) {
			fill();
			empty();
		}

		@Override
		public long count() {
			return (long) this.number * this.size;
		}

	}

}

package io.p2p.benchmarks;

import java.time.Duration;

import io.p2p.benchmarks.FrameReader.Marker;

/**
 * Many who come to one room and stay, plain peers of the starter in the default room.
 */
final class Crowd implements Workload {

	private static final int SIZE = 5000;

	private static final int QUICK = 2000;

	private static final Marker DISCONNECT = Marker.of("42[\"peer-disconnect\"", false, false);

	@Override
	public String id() {
		return "crowd";
	}

	@Override
	public void run(Run run) {
		Storm.Visits visits = new Storm.Visits(run, "crowd");
		run.warmUp(visits, run.pace().connectWarmUp());
		visits.end();
		int size = run.pace().quick() ? QUICK : SIZE;
		Round.Start start = Round.Start.now(run.server(), 0);
		Clients.connect(run.loop(), size, (i) -> run.visitor("crowd", DISCONNECT, (client, stamp) -> {
			// nobody leaves
		}));
		run.loop().idle(Duration.ofMillis(200));
		run.put("connects", start.end(size));
	}

}

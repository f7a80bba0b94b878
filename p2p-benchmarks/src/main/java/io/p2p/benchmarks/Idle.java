package io.p2p.benchmarks;

import java.time.Duration;
import java.util.List;

/**
 * Connections that do nothing: what they cost in memory, and what it costs to make them.
 */
final class Idle implements Workload {

	static final List<Integer> STEPS = List.of(500, 1000, 2000, 3500, 5000);

	private static final int FIRST = 500;

	private static final int QUICK = 2000;

	private static final int ROOM_SIZE = 10;

	@Override
	public String id() {
		return "idle";
	}

	@Override
	public boolean isQuick() {
		return true;
	}

	@Override
	public void run(Run run) {
		connects(run);
		long firstResident = 0;
		long firstHeap = 0;
		double cpu = 0;
		int connected = 0;
		for (int step : STEPS) {
			if (run.pace().quick() && step > QUICK) {
				break;
			}
			double before = run.server().cpuSeconds();
			connect(run, connected, step - connected);
			cpu += run.server().cpuSeconds() - before;
			connected = step;
			run.loop().idle(Duration.ofMillis(500));
			long heap = run.server().collectGarbage();
			long resident = run.server().residentBytes();
			if (step == FIRST) {
				firstHeap = heap;
				firstResident = resident;
			}
			run.put("resident " + step, (double) resident);
			run.put("cpu " + step, cpu);
			run.say("at " + step, String.format("%,d KB resident, %,d KB of heap in use", resident >> 10, heap >> 10));
			run.put("memory", (double) (resident - firstResident) / (step - FIRST));
			run.put("heap", (double) (heap - firstHeap) / (step - FIRST));
		}
	}

	// on a warm server, and before thousands are there to be told of each who leaves
	private static void connects(Run run) {
		Storm.Visits visits = new Storm.Visits(run, "visits");
		run.warmUp(visits, run.pace().connectWarmUp());
		Round round = run.rounds(run.pace(), visits);
		visits.end();
		run.put("connects", round);
	}

	private static void connect(Run run, int from, int number) {
		Clients.connect(run.loop(), number, (i) -> run.visitor("idle" + (from + i) / ROOM_SIZE,
				run.dialect().marker(Payload.SMALL, false), (client, stamp) -> {
					// nobody sends
				}));
	}

}

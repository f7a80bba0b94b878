package io.p2p.benchmarks;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

import com.sun.management.UnixOperatingSystemMXBean;

/**
 * Very many library peers that do nothing, in rooms of ten, and two that still talk.
 */
final class Multitude implements Workload {

	private static final int MOST = 50_000;

	// of the files that a process may open, those that are no connections
	private static final int OTHER_FILES = 1000;

	private static final int FIRST = 1000;

	private static final int STEP = 5000;

	private static final int ROOM_SIZE = 10;

	private static final int MESSAGES = 2000;

	private static final double PERCENTILE = 0.99;

	private static final Duration TIMEOUT = Duration.ofSeconds(10);

	private long received;

	@Override
	public String id() {
		return "multitude";
	}

	@Override
	public Set<Contestant> contestants() {
		return EnumSet.of(Contestant.LIBRARY);
	}

	@Override
	public void run(Run run) {
		int size = size();
		List<LoadClient> clients = new ArrayList<>();
		grow(run, clients, FIRST);
		long firstHeap = run.server().collectGarbage();
		while (clients.size() < size) {
			grow(run, clients, Math.min(size, clients.size() + STEP));
		}
		run.loop().idle(Duration.ofSeconds(1));
		long heap = run.server().collectGarbage();
		run.put("heap", (double) (heap - firstHeap) / (size - FIRST));
		run.put("peers", (double) size);
		run.put("resident", (double) run.server().residentBytes());
		long[] nanos = talk(run, clients.get(0), clients.get(1));
		run.put("p50", nanos[nanos.length / 2] / 1e6);
		run.put("p99", nanos[(int) (nanos.length * PERCENTILE)] / 1e6);
		run.say("",
				String.format("%,d: %.2f KB of heap each; p50 %.2f ms, p99 %.2f ms", size,
						(heap - firstHeap) / 1024.0 / (size - FIRST), nanos[nanos.length / 2] / 1e6,
						nanos[(int) (nanos.length * PERCENTILE)] / 1e6));
	}

	// server and load have the same limit
	private static int size() {
		long files = (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system)
				? system.getMaxFileDescriptorCount() : MOST;
		return (int) Math.min(MOST, files - OTHER_FILES);
	}

	private void grow(Run run, List<LoadClient> clients, int size) {
		int from = clients.size();
		clients.addAll(Clients.connect(run.loop(), size - from, (i) -> run.visitor("many" + (from + i) / ROOM_SIZE,
				run.dialect().marker(Payload.SMALL, false), (client, stamp) -> this.received++)));
	}

	// one event after the other: how long each takes from client to client
	private long[] talk(Run run, LoadClient from, LoadClient to) {
		long[] nanos = new long[MESSAGES];
		var frame = Dialect.direct(from.room(), to.id(), Payload.SMALL);
		for (int i = 0; i < MESSAGES; i++) {
			long expected = this.received + 1;
			long start = System.nanoTime();
			from.sendShared(frame);
			run.loop().await("an event", TIMEOUT, () -> this.received >= expected);
			nanos[i] = System.nanoTime() - start;
		}
		Arrays.sort(nanos);
		return nanos;
	}

}

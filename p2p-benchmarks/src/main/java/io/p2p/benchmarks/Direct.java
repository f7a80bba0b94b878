package io.p2p.benchmarks;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Events for one peer of a room, from nine others, in a room of any size.
 */
final class Direct implements Workload {

	static final List<Integer> SIZES = List.of(10, 1000);

	private static final int SENDERS = 9;

	private static final int OUTSTANDING = 2000;

	private static final String ROOM = "direct";

	@Override
	public String id() {
		return "direct";
	}

	@Override
	public Set<Contestant> contestants() {
		return EnumSet.of(Contestant.LIBRARY);
	}

	@Override
	public void run(Run run) {
		List<LoadClient> clients = new ArrayList<>();
		Broadcast[] load = new Broadcast[1];
		for (int size : SIZES) {
			clients.addAll(run.clients(size - clients.size(), ROOM, run.dialect().marker(Payload.SMALL, false),
					(client, stamp) -> load[0].delivered()));
			List<LoadClient> senders = clients.subList(0, SENDERS);
			load[0] = new Broadcast(run.loop(), senders, Dialect.direct(ROOM, clients.get(SENDERS).id(), Payload.SMALL),
					1, OUTSTANDING);
			run.warmUp(load[0], run.pace().warmUp());
			Round round = run.rounds(run.pace(), load[0]);
			load[0].drain();
			run.put(String.valueOf(size), round);
		}
	}

}

package io.p2p.benchmarks;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Many rooms of four, in which all send to the others.
 */
final class SmallRooms implements Workload {

	private static final int ROOMS = 100;

	@Override
	public String id() {
		return "small-rooms";
	}

	@Override
	public void run(Run run) {
		int others = ClusterWorkload.SMALL_ROOM - 1;
		List<Broadcast> load = new ArrayList<>();
		List<LoadClient> clients = Clients.connect(run.loop(), ROOMS * ClusterWorkload.SMALL_ROOM,
				(i) -> run.client("small" + i / ClusterWorkload.SMALL_ROOM, run.dialect().marker(Payload.SMALL, false),
						(client, stamp) -> load.get(0).delivered()));
		Map<String, ByteBuffer> frames = new HashMap<>();
		clients.forEach((client) -> frames.computeIfAbsent(client.room(),
				(room) -> run.dialect().frame(room, Payload.SMALL, 0)));
		Broadcast talk = new Broadcast(run.loop(), clients, (sender) -> frames.get(sender.room()), others,
				Broadcast.window(others, Payload.SMALL));
		load.add(talk);
		run.warmUp(talk, run.pace().warmUp());
		Round round = run.rounds(run.pace(), talk);
		talk.drain();
		run.put("deliveries", round);
	}

}

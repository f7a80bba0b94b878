package io.p2p.benchmarks;

import java.util.List;

/**
 * What a delivery costs in rooms of growing size.
 */
final class RoomSizes implements Workload {

	static final List<Integer> SIZES = List.of(2, 5, 10, 30, 100, 300, 1000);

	@Override
	public String id() {
		return "room-sizes";
	}

	@Override
	public void run(Run run) {
		FanOut.Room room = new FanOut.Room(run, "curve");
		boolean warm = false;
		for (int size : SIZES) {
			room.grow(size);
			Broadcast load = room.begin(Payload.SMALL);
			run.warmUp(load, warm ? run.pace().settle() : run.pace().warmUp());
			warm = true;
			Round round = run.rounds(run.pace().brief(), load);
			load.drain();
			run.put(String.valueOf(size), round.microsEach());
			run.say(String.valueOf(size), String.format("%.2f µs; ", round.microsEach()) + round.text());
		}
	}

}

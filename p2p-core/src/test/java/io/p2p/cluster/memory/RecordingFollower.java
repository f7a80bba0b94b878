package io.p2p.cluster.memory;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.p2p.cluster.LogBatch;
import io.p2p.cluster.RoomFollower;
import io.p2p.cluster.RoomRecord;

/**
 * Keeps what a follower of a room hears, in order.
 */
final class RecordingFollower implements RoomFollower {

	final List<String> heard = new CopyOnWriteArrayList<>();

	volatile RoomRecord room;

	@Override
	public void loaded(RoomRecord loaded) {
		this.room = loaded;
		this.heard.add("loaded");
		loaded.tail().forEach(this::add);
	}

	@Override
	public void appended(List<LogBatch> batches) {
		batches.forEach(this::add);
	}

	private void add(LogBatch batch) {
		batch.entries().forEach((entry) -> this.heard.add(new String(entry.body(), StandardCharsets.UTF_8)));
	}

	@Override
	public void checkpointWanted() {
		this.heard.add("checkpoint?");
	}

	@Override
	public void lost() {
		this.heard.add("lost");
	}

}

package io.p2p.room.replica;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import io.p2p.cluster.memory.MemoryClusterStore;
import io.p2p.room.Room;
import io.p2p.room.log.RoomEvent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * When the state of a room is stored, so that its log can be trimmed.
 */
class CheckpointTests {

	@Test
	void aLogOfFewLargeEventsIsTrimmed() {
		MemoryClusterStore store = new MemoryClusterStore(Duration.ofMinutes(1), 100_000);
		ClusterRoomManager rooms = new ClusterRoomManager(store, 0, Duration.ofMinutes(1), Duration.ofSeconds(10),
				List::of, (id) -> null, (room, from, event) -> {
				});
		Room room = rooms.open("r").toCompletableFuture().orTimeout(30, TimeUnit.SECONDS).join();
		String epoch = Objects.requireNonNull(room.position()).epoch();
		for (int i = 0; i < 50; i++) {
			assertThat(rooms.append("r", null, 0, new RoomEvent((byte) 'x', new byte[10_000])))
				.succeedsWithin(Duration.ofSeconds(30))
				.isEqualTo(true);
		}
		await().until(() -> store.read("r", epoch, 30).toCompletableFuture().join().isEmpty());
		assertThat(store.read("r", epoch, 49).toCompletableFuture().join()).isPresent();
		store.stop();
	}

}

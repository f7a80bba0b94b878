package io.p2p.room.log;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.springframework.test.util.ReflectionTestUtils;

import io.p2p.peer.Path;
import io.p2p.peer.PeerId;
import io.p2p.peer.RefusedException;
import io.p2p.room.Room;
import io.p2p.room.RoomListener;
import io.p2p.room.RoomMember;
import io.p2p.room.RoomOptions;
import io.p2p.room.Stay;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Peers that join and leave on threads of their own, while others open and close rooms
 * and move and remove these peers.
 */
class RoomStressTests {

	private static final int PEERS = 4;

	private static final int STEPS = 4000;

	private static final List<String> NAMES = List.of("a", "b", "c");

	private final ExecutorService threads = Executors.newCachedThreadPool();

	private final Books books = new Books();

	private final LocalRoomManager rooms = new LocalRoomManager(2, () -> List.of(this.books));

	@RepeatedTest(5)
	void whenPathChangesWhilePeersLeaveThenNobodySendsByLinkToSomebodyWhoHasGone() throws Exception {
		RoomMember keeper = LocalRoomManagerTests.member("keeper");
		this.rooms.join("a", keeper);
		Room room = this.rooms.find("a");
		Future<?> guest = this.threads.submit(() -> {
			for (int i = 0; i < STEPS; i++) {
				RoomMember member = LocalRoomManagerTests.member("guest" + i);
				this.rooms.join("a", member);
				this.rooms.leave("a", member.peer());
			}
		});
		while (!guest.isDone()) {
			for (RoomMember member : room.members()) {
				room.stay(keeper.id()).changePath(member.id(), Path.WEBRTC);
			}
		}
		guest.get();
		room.stay(keeper.id()).changePath(keeper.id(), Path.RELAY);
		assertThat(room.path(keeper.id())).isEqualTo(Path.RELAY);
		this.rooms.leaveAll(keeper.peer());
	}

	@Test
	void whenSomebodyActsInARoomThatThereIsNotThenNobodySeesOne() throws Exception {
		RoomMember nobody = LocalRoomManagerTests.member("nobody");
		Future<?> acting = this.threads.submit(() -> {
			for (int i = 0; i < 50_000; i++) {
				this.rooms.update("ghost", nobody.peer(), null);
				this.rooms.remove("ghost", nobody.id());
			}
		});
		while (!acting.isDone()) {
			assertThat(this.rooms.find("ghost")).isNull();
			assertThat(this.rooms.rooms()).isEmpty();
		}
		acting.get();
	}

	@AfterEach
	void stop() {
		this.threads.shutdownNow();
	}

	@RepeatedTest(5)
	void whenEverythingHappensAtOnceThenNobodyIsLeftInARoomThatHasEnded() throws Exception {
		List<Future<?>> all = new ArrayList<>();
		IntStream.range(0, PEERS).forEach((i) -> all.add(this.threads.submit(() -> live("library" + i, false, i))));
		IntStream.range(0, PEERS).forEach((i) -> all.add(this.threads.submit(() -> live("plain" + i, true, i))));
		IntStream.range(0, 3).forEach((i) -> all.add(this.threads.submit(() -> manage(100 + i))));
		for (Future<?> one : all) {
			one.get(60, TimeUnit.SECONDS);
		}
		NAMES.forEach((name) -> {
			if (this.rooms.find(name) != null) {
				assertThat(this.rooms.find(name).members()).isEmpty();
				assertThat(this.rooms.find(name).ways(Path.WEBRTC)).isZero();
			}
			this.rooms.close(name);
		});
		assertThat(this.rooms.rooms()).isEmpty();
		assertThat(this.books.members).isEmpty();
		assertThat(this.books.open).isEmpty();
		Object memberships = ReflectionTestUtils.getField(this.rooms, "memberships");
		assertThat((Map<?, ?>) ReflectionTestUtils.getField(memberships, "rooms")).isEmpty();
		assertThat((Map<?, ?>) ReflectionTestUtils.getField(memberships, "invitations")).isEmpty();
	}

	private void live(String id, boolean plain, int seed) {
		SplittableRandom random = new SplittableRandom(seed);
		RoomMember library = LocalRoomManagerTests.member(id);
		RoomMember member = plain ? RoomMember.plain(library.peer()) : library;
		for (int i = 0; i < STEPS; i++) {
			String name = NAMES.get(random.nextInt(NAMES.size()));
			switch (random.nextInt(5)) {
				case 0 -> this.rooms.leave(name, member.peer());
				case 1 -> this.rooms.leaveAll(member.peer());
				default -> join(name, member);
			}
		}
		this.rooms.leaveAll(member.peer());
	}

	private void join(String name, RoomMember member) {
		try {
			LocalRoomManagerTests.now(this.rooms.join(name, member,
					(room) -> assertThat(this.rooms.find(name)).as("the room that is joined").isSameAs(room)));
		}
		catch (RefusedException ex) {
			assertThat(ex).hasMessageMatching("The room takes no more peers|A peer may be in at most 2 rooms");
		}
	}

	private void manage(int seed) {
		SplittableRandom random = new SplittableRandom(seed);
		for (int i = 0; i < STEPS; i++) {
			String name = NAMES.get(random.nextInt(NAMES.size()));
			String other = NAMES.get((NAMES.indexOf(name) + 1) % NAMES.size());
			PeerId peer = new PeerId((random.nextBoolean() ? "plain" : "library") + random.nextInt(PEERS));
			switch (random.nextInt(7)) {
				case 0 -> this.rooms.open(name, RoomOptions.maxPeers(random.nextInt(6)));
				case 1 -> this.rooms.close(name);
				case 2 -> this.rooms.remove(name, peer);
				case 3 -> changePath(name, peer, random.nextInt(PEERS));
				case 4 -> this.rooms.rooms().forEach((room) -> assertThat(room.members().size()).isNotNegative());
				default -> this.rooms.move(peer, name, other);
			}
		}
	}

	private void changePath(String name, PeerId from, int to) {
		Room room = this.rooms.find(name);
		Stay stay = (room != null) ? room.stay(from) : null;
		if (stay != null) {
			stay.changePath(new PeerId("library" + to), Path.WEBRTC);
		}
	}

	/**
	 * What the rooms say of themselves, which must add up.
	 */
	private static final class Books implements RoomListener {

		private final Map<String, Room> open = new ConcurrentHashMap<>();

		private final Map<List<Object>, RoomMember> members = new ConcurrentHashMap<>();

		@Override
		public void opened(Room room) {
			assertThat(this.open.put(room.name(), room)).isNull();
		}

		@Override
		public void closed(Room room) {
			assertThat(this.open.remove(room.name())).isSameAs(room);
		}

		@Override
		public void joined(Room room, RoomMember member) {
			assertThat(this.open.get(room.name())).isSameAs(room);
			assertThat(this.members.put(List.of(room, member.id()), member)).isNull();
		}

		@Override
		public void left(Room room, RoomMember member) {
			assertThat(this.open.get(room.name())).isSameAs(room);
			assertThat(this.members.remove(List.of(room, member.id()))).isNotNull();
		}

	}

}

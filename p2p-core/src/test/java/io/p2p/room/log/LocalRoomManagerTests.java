package io.p2p.room.log;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

import org.junit.jupiter.api.Test;

import io.p2p.peer.ErrorCode;
import io.p2p.peer.NamedPeer;
import io.p2p.peer.Path;
import io.p2p.peer.PeerId;
import io.p2p.peer.RefusedException;
import io.p2p.room.Removal;
import io.p2p.room.Room;
import io.p2p.room.RoomListener;
import io.p2p.room.RoomMember;
import io.p2p.room.RoomOptions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class LocalRoomManagerTests {

	@Test
	void whenPeerJoinsThenItIsToldBeforeAnybodyElse() {
		List<String> told = new ArrayList<>();
		RoomListener listener = new RoomListener() {

			@Override
			public void joined(Room room, RoomMember member) {
				told.add("others");
			}

			@Override
			public void linksChanged(Room room, Set<PeerId> changed) {
				told.add("links");
			}

		};
		LocalRoomManager rooms = new LocalRoomManager(0, () -> List.of(listener));
		rooms.join("room", member("a"));
		told.clear();
		rooms.join("room", member("b"), (room) -> {
			assertThat(room.member(new PeerId("b"))).isNotNull();
			assertThat(room.links(new PeerId("b"))).containsExactly(new PeerId("a"));
			told.add("newcomer");
		});
		assertThat(told).containsExactly("newcomer", "links", "others");
	}

	@Test
	void whenPeerLeavesThenThePathsFromAndToItAreForgotten() {
		LocalRoomManager rooms = new LocalRoomManager(0, List::of);
		PeerId a = new PeerId("a");
		PeerId b = new PeerId("b");
		rooms.join("room", member("a"));
		rooms.join("room", member("b"));
		Room room = rooms.find("room");
		room.stay(a).changePath(b, Path.WEBRTC);
		room.stay(b).changePath(a, Path.WEBRTC);
		room.stay(a).changePath(new PeerId("nobody"), Path.WEBRTC);
		assertThat(room.path(a, b)).isEqualTo(Path.WEBRTC);
		rooms.leave("room", room.member(b).peer());
		assertThat(room.path(a)).isEqualTo(Path.RELAY);
		rooms.join("room", member("b"));
		assertThat(room.path(a, b)).isEqualTo(Path.RELAY);
		assertThat(room.path(b, a)).isEqualTo(Path.RELAY);
		room.stay(a).changePath(b, Path.WEBRTC);
		room.stay(a).changePath(b, Path.RELAY);
		assertThat(room.path(a)).isEqualTo(Path.RELAY);
	}

	@Test
	void whenRoomIsOpenedThenItExistsUntilItIsClosed() {
		Told told = new Told();
		LocalRoomManager rooms = manager(told);
		Room room = now(rooms.open("room"));
		assertThat(rooms.find("room")).isSameAs(room).returns(true, Room::isHeldOpen);
		assertThat(rooms.rooms()).containsExactly(room);
		rooms.join("room", member("a"));
		rooms.leave("room", member("a").peer());
		assertThat(rooms.find("room")).isSameAs(room);
		assertThat(rooms.close("room")).isCompletedWithValue(true);
		assertThat(rooms.find("room")).isNull();
		assertThat(rooms.close("room")).isCompletedWithValue(false);
		assertThat(told).containsExactly("opened room", "joined a", "left a", "closed room");
	}

	@Test
	void whenNobodyHasOpenedARoomThenItEndsWithItsLastMember() {
		Told told = new Told();
		LocalRoomManager rooms = manager(told);
		rooms.join("room", member("a"));
		assertThat(rooms.find("room")).returns(false, Room::isHeldOpen).returns(RoomOptions.DEFAULTS, Room::options);
		rooms.leave("room", member("a").peer());
		rooms.leave("room", member("a").peer());
		rooms.leave("never", member("a").peer());
		assertThat(told).containsExactly("opened room", "joined a", "left a", "closed room");
		assertThat(rooms.rooms()).isEmpty();
	}

	@Test
	void whenRoomThatExistsIsOpenedThenItKeepsItsMembersAndHasTheOptions() {
		LocalRoomManager rooms = manager(new Told());
		rooms.join("room", member("a"));
		rooms.join("room", member("b"));
		assertThat(now(rooms.open("room", RoomOptions.maxPeers(1))).members()).hasSize(2);
		assertRefused(ErrorCode.ROOM_FULL, () -> rooms.join("room", member("c")));
		// who is in may say so again
		rooms.join("room", member("a"));
		rooms.leave("room", member("a").peer());
		assertRefused(ErrorCode.ROOM_FULL, () -> rooms.join("room", member("c")));
		rooms.open("room");
		rooms.join("room", member("c"));
		assertThat(rooms.roomsOf(new PeerId("c"))).hasSize(1);
	}

	@Test
	void whenRoomTakesNobodyThenWhoIsRefusedLeavesNoTrace() {
		LocalRoomManager rooms = manager(new Told());
		rooms.open("room", RoomOptions.maxPeers(0));
		assertRefused(ErrorCode.ROOM_FULL, () -> rooms.join("room", member("a")));
		assertThat(rooms.roomsOf(new PeerId("a"))).isEmpty();
		rooms.close("room");
		assertThat(rooms.rooms()).isEmpty();
	}

	@Test
	void whenRoomHasFewerLinksThenItsMembersDo() {
		LocalRoomManager rooms = manager(new Told());
		Room room = now(rooms.open("room", RoomOptions.DEFAULTS.withNumClients(0)));
		rooms.join("room", member("a"));
		rooms.join("room", member("b"));
		assertThat(room.links(new PeerId("a"))).isEmpty();
		assertThat(room.member(new PeerId("a"))).returns(0, RoomMember::numClients);
		Room other = now(rooms.open("other", RoomOptions.DEFAULTS.withNumClients(100)));
		rooms.join("other", member("a"));
		assertThat(other.member(new PeerId("a"))).returns(1, RoomMember::numClients);
	}

	@Test
	void whenRoomIsClosedThenEveryMemberIsToldAndRemoved() {
		Told told = new Told();
		LocalRoomManager rooms = manager(told);
		rooms.join("room", member("a"));
		rooms.join("room", member("b"));
		told.clear();
		assertThat(rooms.close("room", "Good night")).isCompletedWithValue(true);
		assertThat(told).containsExactlyInAnyOrder("removed a room-closed Good night", "left a",
				"removed b room-closed Good night", "left b", "closed room");
		assertThat(told).endsWith("closed room");
		assertThat(rooms.roomsOf(new PeerId("a"))).isEmpty();
		assertThat(rooms.rooms()).isEmpty();
		rooms.join("room", member("a"));
		assertThat(rooms.find("room")).returns(false, Room::isHeldOpen);
	}

	@Test
	void whenPeerIsRemovedThenItIsToldBeforeTheOthers() {
		Told told = new Told();
		LocalRoomManager rooms = manager(told);
		rooms.join("room", member("a"));
		rooms.join("room", member("b"));
		told.clear();
		assertThat(rooms.remove("room", new PeerId("a"), "Be nice")).isCompletedWithValue(true);
		assertThat(told).containsExactly("removed a removed Be nice", "left a", "links b");
		assertThat(rooms.remove("room", new PeerId("a"))).isCompletedWithValue(false);
		assertThat(rooms.remove("nowhere", new PeerId("a"))).isCompletedWithValue(false);
		rooms.join("room", member("a"));
		assertThat(rooms.roomsOf(new PeerId("a"))).hasSize(1);
	}

	@Test
	void whenLibraryPeerIsMovedThenItMayJoinOnceWithoutBeingAskedForMore() {
		Told told = new Told();
		LocalRoomManager rooms = new LocalRoomManager(1, () -> List.of(told));
		rooms.open("b", RoomOptions.maxPeers(0));
		rooms.join("a", member("x"));
		assertThat(rooms.move(new PeerId("x"), "a", "b")).isCompletedWithValue(true);
		assertThat(told).contains("removed x moved to b").endsWith("left x", "closed a");
		assertThat(rooms.isInvited(new PeerId("x"), "b")).isTrue();
		assertRefused(ErrorCode.ROOM_FULL, () -> rooms.join("b", member("y")));
		rooms.join("b", member("x"));
		assertThat(rooms.roomsOf(new PeerId("x"))).extracting(Room::name).containsExactly("b");
		assertThat(rooms.isInvited(new PeerId("x"), "b")).isFalse();
		rooms.leave("b", member("x").peer());
		assertRefused(ErrorCode.ROOM_FULL, () -> rooms.join("b", member("x")));
		assertThat(rooms.move(new PeerId("x"), "a", "b")).isCompletedWithValue(false);
	}

	@Test
	void whenPeerThatWasMovedHasGoneThenItIsAwaitedNoMore() {
		LocalRoomManager rooms = manager(new Told());
		rooms.join("a", member("x"));
		rooms.move(new PeerId("x"), "a", "b");
		rooms.leaveAll(member("x").peer());
		assertThat(rooms.isInvited(new PeerId("x"), "b")).isFalse();
	}

	@Test
	void whenPlainPeerIsMovedThenItIsThereAtOnce() {
		Told told = new Told();
		LocalRoomManager rooms = manager(told);
		rooms.join("", RoomMember.plain(member("x").peer()));
		told.clear();
		assertThat(rooms.move(new PeerId("x"), "", "b")).isCompletedWithValue(true);
		assertThat(told).containsExactly("left x", "closed ", "opened b", "joined x");
		assertThat(rooms.roomsOf(new PeerId("x"))).extracting(Room::name).containsExactly("b");
	}

	@Test
	void whenNamesOrLimitsCannotBeThenTheyAreRefused() {
		LocalRoomManager rooms = manager(new Told());
		rooms.join("a", member("x"));
		String tooLong = "x".repeat(129);
		assertThatIllegalArgumentException().isThrownBy(() -> rooms.open(tooLong));
		assertThatIllegalArgumentException().isThrownBy(() -> rooms.move(new PeerId("x"), "a", tooLong));
		assertThatIllegalArgumentException().isThrownBy(() -> rooms.move(new PeerId("x"), "a", "a"));
		assertThatIllegalArgumentException().isThrownBy(() -> RoomOptions.maxPeers(-1));
		assertThatIllegalArgumentException().isThrownBy(() -> RoomOptions.DEFAULTS.withNumClients(-1));
		assertThat(rooms.rooms()).hasSize(1);
	}

	private static LocalRoomManager manager(RoomListener listener) {
		return new LocalRoomManager(0, () -> List.of(listener));
	}

	private static void assertRefused(ErrorCode code, Supplier<CompletionStage<?>> action) {
		assertThatExceptionOfType(RefusedException.class).isThrownBy(() -> now(action.get()))
			.returns(code, RefusedException::code);
	}

	/**
	 * What has come of something, which has happened already.
	 */
	static <T> T now(CompletionStage<T> stage) {
		assertThat(stage.toCompletableFuture()).isDone();
		try {
			return stage.toCompletableFuture().join();
		}
		catch (CompletionException ex) {
			throw (RuntimeException) ex.getCause();
		}
	}

	static RoomMember member(String id) {
		return new RoomMember(new NamedPeer(new PeerId(id)), false, true, 1, null);
	}

	private static final class Told extends ArrayList<String> implements RoomListener {

		@Override
		public void opened(Room room) {
			add("opened " + room.name());
		}

		@Override
		public void closed(Room room) {
			add("closed " + room.name());
		}

		@Override
		public void joined(Room room, RoomMember member) {
			add("joined " + member.id());
		}

		@Override
		public void left(Room room, RoomMember member) {
			add("left " + member.id());
		}

		@Override
		public void linksChanged(Room room, Set<PeerId> changed) {
			changed.forEach((id) -> add("links " + id));
		}

		@Override
		public void removed(Room room, RoomMember member, Removal removal) {
			String what = (removal.to() != null) ? "to " + removal.to() : removal.message();
			add("removed " + member.id() + " " + removal.code().wireName() + " " + what);
		}

	}

}

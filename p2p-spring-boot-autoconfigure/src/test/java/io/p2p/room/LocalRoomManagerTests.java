package io.p2p.room;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import org.junit.jupiter.api.Test;

import io.p2p.peer.Peer;
import io.p2p.peer.PeerId;

import static org.assertj.core.api.Assertions.assertThat;

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
		LocalRoomManager rooms = new LocalRoomManager((peer, room) -> true, 0, () -> List.of(listener));
		rooms.join("room", member("a"));
		told.clear();
		rooms.join("room", member("b"), (room) -> {
			assertThat(room.member(new PeerId("b"))).isNotNull();
			assertThat(room.links(new PeerId("b"))).containsExactly(new PeerId("a"));
			told.add("newcomer");
		});
		assertThat(told).containsExactly("newcomer", "links", "others");
	}

	private static RoomMember member(String id) {
		return new RoomMember(new Named(new PeerId(id)), false, true, 1, null);
	}

	private record Named(PeerId id) implements Peer {

		@Override
		public InetSocketAddress remoteAddress() {
			return InetSocketAddress.createUnresolved("localhost", 1);
		}

	}

}

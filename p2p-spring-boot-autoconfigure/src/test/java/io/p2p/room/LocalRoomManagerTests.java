package io.p2p.room;

import java.net.InetSocketAddress;
import java.security.Principal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import io.p2p.peer.Path;
import io.p2p.peer.Peer;
import io.p2p.peer.PeerHandshake;
import io.p2p.peer.PeerId;
import io.p2p.peer.RawJson;

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
		room.changePath(a, b, Path.WEBRTC);
		room.changePath(b, a, Path.WEBRTC);
		room.changePath(a, new PeerId("nobody"), Path.WEBRTC);
		assertThat(room.path(a, b)).isEqualTo(Path.WEBRTC);
		rooms.leave("room", room.member(b).peer());
		assertThat(room.path(a)).isEqualTo(Path.RELAY);
		rooms.join("room", member("b"));
		assertThat(room.path(a, b)).isEqualTo(Path.RELAY);
		assertThat(room.path(b, a)).isEqualTo(Path.RELAY);
		room.changePath(a, b, Path.WEBRTC);
		room.changePath(a, b, Path.RELAY);
		assertThat(room.path(a)).isEqualTo(Path.RELAY);
	}

	private static RoomMember member(String id) {
		return new RoomMember(new Named(new PeerId(id)), false, true, 1, null);
	}

	private record Named(PeerId id) implements Peer {

		@Override
		public PeerHandshake handshake() {
			return new PeerHandshake("/", Map.of(), Map.of(), null, InetSocketAddress.createUnresolved("localhost", 1));
		}

		@Override
		public @Nullable Principal principal() {
			return null;
		}

		@Override
		public @Nullable RawJson data() {
			return null;
		}

		@Override
		public Path path() {
			return Path.RELAY;
		}

		@Override
		public void disconnect() {
		}

	}

}

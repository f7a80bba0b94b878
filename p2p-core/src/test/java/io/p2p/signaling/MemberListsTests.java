package io.p2p.signaling;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import io.p2p.peer.NamedPeer;
import io.p2p.peer.PeerId;
import io.p2p.peer.RawJson;
import io.p2p.room.Room;
import io.p2p.room.RoomMember;
import io.p2p.room.log.LocalRoomManager;

import static org.assertj.core.api.Assertions.assertThat;

class MemberListsTests {

	private static final int STEPS = 2_000;

	private final LocalRoomManager rooms = new LocalRoomManager(0, List::of);

	private final MemberLists lists = new MemberLists();

	@Test
	void whateverHappensInARoomThenEveryNewcomerIsToldOfAllWhoAreThere() {
		Random random = new Random(3);
		List<NamedPeer> present = new ArrayList<>();
		for (int i = 0; i < STEPS; i++) {
			NamedPeer some = present.isEmpty() ? null : present.get(random.nextInt(present.size()));
			switch (random.nextInt((some != null) ? 12 : 6)) {
				case 6 -> this.rooms.update("room", some, data(i));
				case 7 -> join(some, false, data(i));
				case 8 -> join(some, false, this.rooms.find("room").member(some.id()).data());
				case 9 -> {
					this.rooms.leave("room", some);
					present.remove(some);
				}
				case 10 -> {
					some.lost(!some.isLost());
					this.rooms.connectionsChanged(List.of(some));
				}
				default -> {
					NamedPeer newcomer = new NamedPeer(new PeerId("p\"ä" + i));
					present.add(newcomer);
					join(newcomer, random.nextInt(8) == 0, null);
				}
			}
		}
		assertThat(present).hasSizeGreaterThan(100);
	}

	private void join(NamedPeer peer, boolean plain, @Nullable RawJson data) {
		RoomMember member = plain ? RoomMember.plain(peer) : new RoomMember(peer, false, true, 3, data);
		this.rooms.join("room", member, (room) -> {
			if (!plain) {
				assertThat(read(this.lists.others(room, peer.id()))).isEqualTo(expected(room, peer.id()));
			}
		});
	}

	private static RawJson data(int number) {
		return new RawJson(("{\"number\":" + number + "}").getBytes(StandardCharsets.UTF_8));
	}

	private static Map<String, String> read(RawJson json) {
		Map<String, String> members = new TreeMap<>();
		for (JsonNode member : JsonMapper.shared().readTree(json.bytes())) {
			String text = "webrtc " + member.get("webrtc") + " plain " + member.has("plain") + " lost "
					+ member.has("lost") + " data " + member.get("data");
			assertThat(members.put(member.get("peerId").asString(), text)).isNull();
		}
		return members;
	}

	private static Map<String, String> expected(Room room, PeerId without) {
		Map<String, String> members = new TreeMap<>();
		room.members().stream().filter((member) -> !member.id().equals(without)).forEach((member) -> {
			RawJson data = member.data();
			members.put(member.id().value(), "webrtc " + member.webrtc() + " plain " + member.plain() + " lost "
					+ member.lost() + " data " + ((data != null) ? data.text() : null));
		});
		return members;
	}

}

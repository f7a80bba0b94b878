package io.p2p.signaling;

import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.p2p.codec.JsonWriter;
import io.p2p.codec.PeerMessageCodec;
import io.p2p.peer.PeerId;
import io.p2p.peer.RawJson;
import io.p2p.peer.RawMessage;
import io.p2p.room.Removal;
import io.p2p.room.Room;
import io.p2p.room.RoomMember;

/**
 * The messages by which members hear what happens in their room
 * ({@code docs/protocol.md}).
 */
final class RoomMessages {

	private static final int USUAL_SIZE = 128;

	private RoomMessages() {
	}

	static RawMessage connect(String room, RoomMember member) {
		JsonWriter connect = new JsonWriter(USUAL_SIZE).begin('[').begin('{').name("room").text(room);
		MemberList.write(member, connect);
		return connect.end('}').end(']').event("peer-connect");
	}

	static RawMessage update(String room, PeerId member, @Nullable RawJson data) {
		return about(room, member).member("data", data).end('}').end(']').event("peer-update");
	}

	static RawMessage disconnect(String room, PeerId member) {
		return about(room, member).end('}').end(']').event("peer-disconnect");
	}

	static RawMessage lost(String room, PeerId member, boolean lost) {
		return about(room, member).name("lost").flag(lost).end('}').end(']').event("p2p:lost");
	}

	static RawMessage links(Room room, PeerId member) {
		JsonWriter links = new JsonWriter(USUAL_SIZE).begin('[').begin('{');
		links.name("room").text(room.name()).name("peerIds").begin('[');
		room.links(member).forEach((other) -> links.text(other.value()));
		return links.end(']').end('}').end(']').event("p2p:links");
	}

	/**
	 * The message for a member that the server has taken out of its room.
	 */
	static RawMessage removed(String room, Removal removal) {
		Map<String, Object> error = new LinkedHashMap<>();
		error.put("room", room);
		error.put("code", removal.code().wireName());
		error.put("message", removal.message());
		error.put("left", true);
		if (removal.to() != null) {
			error.put("to", removal.to());
		}
		return PeerMessageCodec.PROTOCOL.encode("peer-error", error);
	}

	private static JsonWriter about(String room, PeerId member) {
		return new JsonWriter(USUAL_SIZE).begin('[')
			.begin('{')
			.name("room")
			.text(room)
			.name("peerId")
			.text(member.value());
	}

}

package io.p2p.signaling;

import io.p2p.codec.JsonWriter;
import io.p2p.peer.RawJson;
import io.p2p.room.RoomMember;

/**
 * The members of a room as JSON, which is most of a welcome to a large room.
 */
final class MemberList {

	// approximate bytes of a member without data
	private static final int USUAL_SIZE = 72;

	private final JsonWriter members;

	private long changes;

	MemberList(int members) {
		this.members = new JsonWriter(2 + members * USUAL_SIZE).begin('[');
	}

	void add(RoomMember member) {
		this.members.begin('{');
		write(member, this.members);
		this.members.end('}');
	}

	/**
	 * Write what the others are told of a member.
	 */
	static void write(RoomMember member, JsonWriter object) {
		object.name("peerId").text(member.id().value());
		object.name("webrtc").flag(member.webrtc());
		if (member.plain()) {
			object.name("plain").flag(true);
		}
		if (member.lost()) {
			object.name("lost").flag(true);
		}
		object.member("user", member.peer().user()).member("data", member.data());
	}

	/**
	 * The number of the room's change up to which this list is complete.
	 */
	long changes() {
		return this.changes;
	}

	void changes(long number) {
		this.changes = number;
	}

	/**
	 * The members that have been added, as an array.
	 */
	RawJson json() {
		return this.members.ended(']');
	}

}

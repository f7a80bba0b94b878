package io.p2p.signaling;

import io.p2p.codec.JsonWriter;
import io.p2p.peer.RawJson;
import io.p2p.room.RoomMember;

/**
 * The members of a room as JSON: in a large room this is most of what a newcomer is told.
 */
final class MemberList {

	// of a member without data
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
	 * Write what the others know of a member.
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
		object.member("data", member.data());
	}

	/**
	 * Up to which of the room's changes this is a list of all its members.
	 */
	long changes() {
		return this.changes;
	}

	void changes(long number) {
		this.changes = number;
	}

	/**
	 * Those who have been added, as an array.
	 */
	RawJson json() {
		return this.members.ended(']');
	}

}

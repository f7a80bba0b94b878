package io.p2p.signaling;

import java.util.Collections;
import java.util.Map;
import java.util.WeakHashMap;

import io.p2p.peer.PeerId;
import io.p2p.peer.RawJson;
import io.p2p.room.Room;
import io.p2p.room.RoomMember;
import io.p2p.room.Stay;

/**
 * The members of each room as JSON, kept while the room lives: in one that fills, each
 * newcomer is told of thousands, and differs from the one before by one of them.
 */
final class MemberLists {

	// a smaller one is made anew in no time
	private static final int MIN_MEMBERS = 32;

	private static final int MAX_BYTES = 1024 * 1024;

	private final Map<Room, MemberList> lists = Collections.synchronizedMap(new WeakHashMap<>());

	/**
	 * The others in a room. Called while the room is locked.
	 * @param id a member
	 */
	RawJson others(Room room, PeerId id) {
		Stay stay = room.stay(id);
		MemberList list = this.lists.get(room);
		boolean isNewest = stay != null && stay.began() == room.changes();
		if (list == null || !isNewest || list.changes() != room.changes() - 1) {
			list = othersAnew(room, id);
		}
		RawJson others = list.json();
		RoomMember self = room.member(id);
		if (self == null || room.members().size() < MIN_MEMBERS || others.bytes().length > MAX_BYTES) {
			this.lists.remove(room);
		}
		else {
			list.add(self);
			list.changes(room.changes());
			this.lists.put(room, list);
		}
		return others;
	}

	private static MemberList othersAnew(Room room, PeerId id) {
		MemberList list = new MemberList(room.members().size());
		for (RoomMember member : room.members()) {
			if (!member.id().equals(id)) {
				list.add(member);
			}
		}
		return list;
	}

}

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
 * Caches the members of each room as JSON: while a large room fills, each newcomer's list
 * is that of the one before and one member more.
 */
final class MemberLists {

	// not worth caching with fewer members
	private static final int MIN_MEMBERS = 32;

	private static final int MAX_BYTES = 1024 * 1024;

	private final Map<Room, MemberList> lists = Collections.synchronizedMap(new WeakHashMap<>());

	/**
	 * The other members of a room. Called while the room is locked.
	 * @param id the id of a member, to be left out
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

package io.p2p.client.session;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import io.p2p.client.wire.Json;

/**
 * What a client says of its rooms when it connects.
 */
final class Announcement {

	// what the server takes from a library in a CONNECT, and what is around the joins
	// in it
	private static final int MAX_BYTES = 16 * 1024;

	private static final int HEADER_BYTES = 512;

	private final Positions positions;

	private final Map<String, RoomListener> rooms;

	private final Set<String> leaving = new HashSet<>();

	Announcement(Positions positions, Map<String, RoomListener> rooms, List<Entry> entries) {
		this.positions = positions;
		this.rooms = rooms;
		entries.stream().filter(Entry::isLeave).map(Entry::room).forEach(this.leaving::add);
	}

	/**
	 * Complete the request for a session.
	 * @param question the request
	 * @param maxBytes what the server takes
	 * @return the rooms whose joins are in it, with who has asked
	 */
	Map<String, RoomListener> complete(ObjectNode question, int maxBytes) {
		// what was sent to a room before it was left may have to be sent again
		Set<String> known = new HashSet<>(this.rooms.keySet());
		known.addAll(this.leaving);
		this.positions.retain(known);
		int free = Math.min(MAX_BYTES, maxBytes) - HEADER_BYTES - Json.size(this.positions.json());
		// another server than the last one cannot go on with a session that is in
		// rooms of which it hears nothing
		boolean fits = free > 0;
		Map<String, RoomListener> asked = new HashMap<>();
		ArrayNode joins = Json.array();
		for (Map.Entry<String, RoomListener> room : this.rooms.entrySet()) {
			// a join must not overtake the leave before it
			ObjectNode join = this.leaving.contains(room.getKey()) ? null : room.getValue().request();
			if (join == null) {
				continue;
			}
			this.positions.forget(room.getKey());
			int bytes = Json.size(join);
			if (bytes > free) {
				continue;
			}
			free -= bytes;
			joins.add(join);
			asked.put(room.getKey(), room.getValue());
		}
		if (!this.positions.isEmpty()) {
			question.set("at", fits ? this.positions.json() : Json.object());
		}
		question.set("joins", joins);
		return asked;
	}

}

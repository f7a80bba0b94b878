package io.p2p.client.session;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import io.p2p.client.wire.Fields;
import io.p2p.client.wire.Json;

/**
 * How far a client has come in the logs of rooms that several servers share.
 */
final class Positions {

	private final Map<String, Position> byRoom = new LinkedHashMap<>();

	boolean isEmpty() {
		return this.byRoom.isEmpty();
	}

	/**
	 * Learn where in a room's log a welcome holds.
	 * @param at the name of the log, and an offset; anything else says nothing
	 */
	void learn(String room, @Nullable JsonNode at) {
		if (at != null && at.isArray() && at.path(0).isString() && at.path(1).isNumber()) {
			this.byRoom.put(room, new Position(at.path(0).asString(), at.path(1).asLong()));
		}
	}

	/**
	 * The server has sent a room's log up to an offset.
	 * @param offset the offset, -1 if it has said none
	 * @return whether it is news: an earlier connection may have brought it
	 */
	boolean reach(@Nullable String room, long offset) {
		Position position = this.byRoom.get((room != null) ? room : "");
		if (position == null || offset < 0) {
			return true;
		}
		boolean news = offset > position.offset;
		position.offset = Math.max(position.offset, offset);
		return news;
	}

	/**
	 * The server has sent the logs of rooms, so far.
	 * @param offsets the offsets by room; anything else says nothing
	 */
	void reach(@Nullable JsonNode offsets) {
		Fields fields = Fields.of(offsets);
		for (String room : fields.json().propertyNames()) {
			reach(room, fields.number(room, -1));
		}
	}

	void forget(String room) {
		this.byRoom.remove(room);
	}

	void retain(Set<String> rooms) {
		this.byRoom.keySet().retainAll(rooms);
	}

	void clear() {
		this.byRoom.clear();
	}

	/**
	 * All positions, as the server is told them.
	 */
	ObjectNode json() {
		ObjectNode all = Json.object();
		this.byRoom.forEach((room, position) -> all.putArray(room).add(position.epoch).add(position.offset));
		return all;
	}

	private static final class Position {

		private final String epoch;

		private long offset;

		Position(String epoch, long offset) {
			this.epoch = epoch;
			this.offset = offset;
		}

	}

}

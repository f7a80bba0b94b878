package io.p2p.client.session;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import io.p2p.client.wire.Fields;
import io.p2p.client.wire.ServerEvent;

/**
 * The rooms of a session, which are told what is about them. A room that is told
 * something may add or remove rooms.
 */
final class Rooms {

	private final Map<String, RoomListener> listeners = new LinkedHashMap<>();

	// the rooms whose joins stand in the last CONNECT, each with who has asked
	private Map<String, RoomListener> asked = Map.of();

	Map<String, RoomListener> listeners() {
		return this.listeners;
	}

	boolean isEmpty() {
		return this.listeners.isEmpty();
	}

	/**
	 * Add a room.
	 * @return {@code false} if it is there already
	 */
	boolean add(String room, RoomListener listener) {
		return this.listeners.putIfAbsent(room, listener) == null;
	}

	void remove(String room) {
		this.listeners.remove(room);
	}

	@Nullable RoomListener get(String room) {
		return this.listeners.get(room);
	}

	Map<String, RoomListener> copy() {
		return new LinkedHashMap<>(this.listeners);
	}

	void tellAll(Consumer<RoomListener> what) {
		List<RoomListener> all = new ArrayList<>(this.listeners.values());
		all.forEach(what);
	}

	/**
	 * A CONNECT has asked for some rooms.
	 */
	void asked(Map<String, RoomListener> joins) {
		this.asked = joins;
	}

	/**
	 * The rooms that the last CONNECT has asked for, and that were left or joined anew
	 * since.
	 */
	List<String> askedInVain() {
		return this.asked.entrySet()
			.stream()
			.filter((join) -> get(join.getKey()) != join.getValue())
			.map(Map.Entry::getKey)
			.toList();
	}

	/**
	 * There is a connection: the rooms are told, and join that were not asked for.
	 */
	void connected(boolean resumed) {
		Map<String, RoomListener> joins = this.asked;
		copy().forEach((room, listener) -> listener.connected(joins.get(room) == listener, resumed));
	}

	/**
	 * The server has answered a join that stood in the CONNECT.
	 */
	void joined(Fields answer) {
		String room = answer.text("room", "");
		RoomListener listener = get(room);
		if (listener != null && listener == this.asked.get(room)) {
			listener.joined(answer);
		}
	}

	/**
	 * Tell the room that an event is about.
	 */
	void hand(ServerEvent event) {
		String room = event.room();
		// an error may be about no room in particular
		if (room == null && event.name().equals("peer-error")) {
			tellAll((listener) -> listener.received(event));
			return;
		}
		RoomListener listener = get((room != null) ? room : "");
		if (listener != null) {
			listener.received(event);
		}
	}

	void volatileEvent(Arguments arguments) {
		Fields header = Fields.of(arguments.first());
		RoomListener room = get(header.text("room", ""));
		if (room != null) {
			room.receivedVolatile(header, arguments.rest(), arguments.binaries());
		}
	}

}

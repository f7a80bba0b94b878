package io.p2p.client.encryption;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

import io.p2p.client.wire.Fields;
import io.p2p.client.wire.Json;

/**
 * Who is in the room: those who have its key, and those who have another one, or none.
 */
final class Mates {

	static final String OWN_NAME = "_p2p";

	private final RoomKey roomKey;

	private final Map<String, Mate> present = new LinkedHashMap<>();

	// those and all before, by their ids and salts: who is told to have gone and come
	// does not begin anew
	private final Map<String, Mate> met = new HashMap<>();

	// those who get nothing of what is sealed
	private final Set<String> deaf = new HashSet<>();

	Mates(RoomKey roomKey) {
		this.roomKey = roomKey;
	}

	SenderKey key(String salt) {
		return this.roomKey.of(salt);
	}

	/**
	 * Somebody who has the key.
	 * @return {@code null} if it is nobody, or has not
	 */
	@Nullable Mate get(String id) {
		return this.present.get(id);
	}

	boolean isDeaf(String id) {
		return this.deaf.contains(id);
	}

	int size() {
		return this.present.size() + this.deaf.size();
	}

	/**
	 * Somebody is in the room: what is known of it.
	 * @param info what the server tells of it
	 * @param me this client itself, which is nobody else
	 * @return the same with its data opened, or without data and deaf
	 */
	ObjectNode meet(Fields info, String me) {
		ObjectNode known = Json.object();
		info.json().properties().forEach((member) -> known.set(member.getKey(), member.getValue()));
		String id = info.text("peerId", "");
		String told = Fields.of(info.node("data")).text(OWN_NAME, "");
		int dot = told.indexOf('.');
		boolean isSealed = dot >= 0 && !info.flag("plain") && !id.equals(me);
		Opened data = isSealed ? open(id, told.substring(0, dot), Base64s.decode(told.substring(dot + 1))) : null;
		known.put("deaf", data == null);
		known.set("data", (data != null) ? data.header().node("data") : null);
		return known;
	}

	private @Nullable Opened open(String id, String salt, byte @Nullable [] sealed) {
		Mate known = this.met.get(id + salt);
		Mate mate = (known != null) ? known : new Mate(id, salt, key(salt));
		Opened data = (sealed != null) ? mate.open(sealed) : null;
		if (data == null || !mate.tells(data)) {
			return null;
		}
		this.met.put(id + salt, mate);
		this.present.put(id, mate);
		return data;
	}

	/**
	 * Remember who gets nothing.
	 * @param info what {@link #meet} has said of somebody
	 */
	void learn(Fields info) {
		String id = info.text("peerId", "");
		if (info.flag("deaf")) {
			this.deaf.add(id);
		}
		else {
			this.deaf.remove(id);
		}
	}

	/**
	 * Somebody has gone.
	 * @param heard whether all that it has sent before has been opened
	 */
	void gone(String id, boolean heard) {
		this.deaf.remove(id);
		if (heard) {
			this.present.remove(id);
		}
	}

	void clear() {
		this.present.clear();
		this.met.clear();
		this.deaf.clear();
	}

	/**
	 * Leave out who gets nothing.
	 * @param header the header of something that is sent
	 * @return another header, where it is for everybody
	 */
	ObjectNode withoutDeaf(ObjectNode header) {
		ObjectNode without = header.deepCopy();
		if (!header.has("to") && !this.deaf.isEmpty()) {
			this.deaf.forEach(without.withArray("skip")::add);
		}
		return without;
	}

	/**
	 * What is said beside something that is to come in order: what was before it, and
	 * whom this client has met.
	 * @param said gets it
	 * @param number the number of what is sent
	 * @param sentToAll the number of the last that was for everybody
	 */
	void chain(ObjectNode said, long number, Fields header, @Nullable Long sentToAll) {
		String to = header.text("to");
		List<String> skip = header.texts("skip");
		ObjectNode others = Json.object();
		ObjectNode greeted = Json.object();
		for (Mate mate : this.present.values()) {
			if ((to != null && !to.equals(mate.id())) || skip.contains(mate.id())) {
				continue;
			}
			long before = mate.sends(number);
			if (mate.greet()) {
				greeted.putArray(mate.id()).add(mate.salt()).add(mate.first());
			}
			if (sentToAll == null || before != sentToAll) {
				others.put(mate.id(), before);
			}
		}
		if (sentToAll != null) {
			said.put("p", sentToAll);
		}
		said.set("x", others);
		said.set("g", greeted);
	}

}

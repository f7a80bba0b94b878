package io.p2p.client.stream;

import java.util.List;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * To whom the server relays an event.
 *
 * @param to the one peer that it is for; {@code null} for everybody in the room
 * @param skip who does not get it of these
 * @since 0.1.0
 */
public record RelayTarget(@Nullable String to, List<String> skip) {

	/** Everybody in the room. */
	public static final RelayTarget ROOM = new RelayTarget(null, List.of());

	/**
	 * One peer.
	 * @param peer its id
	 * @return the target
	 */
	public static RelayTarget to(@Nullable String peer) {
		return (peer != null) ? new RelayTarget(peer, List.of()) : ROOM;
	}

	/**
	 * Everybody in the room but some.
	 * @param peers their ids
	 * @return the target
	 */
	public static RelayTarget without(List<String> peers) {
		return new RelayTarget(null, peers);
	}

	/**
	 * Say so in the header of an event.
	 * @param header the header
	 * @return the header
	 */
	public ObjectNode in(ObjectNode header) {
		if (this.to != null) {
			header.put("to", this.to);
		}
		if (!this.skip.isEmpty()) {
			ArrayNode all = header.putArray("skip");
			this.skip.forEach(all::add);
		}
		return header;
	}

}

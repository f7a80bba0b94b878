package io.p2p.client;

import java.util.Optional;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

import io.p2p.peer.Path;

/**
 * Another member of the room, as it was when this was told or asked for.
 *
 * @param id its id, which stays the same when the peer reconnects
 * @param data what the peer says of itself; {@code null} for nothing
 * @param user what the server knows of it, which no peer can forge; {@code null} of
 * somebody who has not logged in
 * @param plain whether it is a Socket.IO client without this library
 * @param lost whether it has lost its connection to the server: it may come back, and
 * what it is sent waits for it
 * @param webrtc whether it can open links at all
 * @param linked whether a link with it is open, used or not
 * @param path the way that events to it take now
 * @since 0.1.0
 */
public record RemotePeer(String id, @Nullable JsonNode data, @Nullable JsonNode user, boolean plain, boolean lost,
		boolean webrtc, boolean linked, Path path) {

	/**
	 * The name under which it has logged in, where the server's application tells no more
	 * of it.
	 * @return the name, empty of somebody who has not logged in
	 */
	public Optional<String> userName() {
		return Optional.ofNullable(this.user)
			.map((known) -> known.get("name"))
			.filter(JsonNode::isString)
			.map(JsonNode::asString);
	}

}

package io.p2p.client.session;

import java.util.List;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

import io.p2p.client.wire.EncodedEvent;
import io.p2p.client.wire.Fields;

/**
 * An event of the protocol, to the server.
 *
 * @param event its name
 * @param header its first argument
 * @param body the arguments behind it
 * @param message the event of the application that it carries, if any
 * @since 0.1.0
 */
public record Entry(String event, ObjectNode header, Body body, @Nullable EncodedEvent message) {

	@Nullable String header(String member) {
		return this.header.path(member).isString() ? this.header.path(member).asString() : null;
	}

	/**
	 * Whom it is not for.
	 * @return their ids
	 */
	public List<String> skip() {
		return Fields.of(this.header).texts("skip");
	}

	String room() {
		String room = header("room");
		return (room != null) ? room : "";
	}

	boolean isLeave() {
		return this.event.equals("p2p:leave");
	}

}

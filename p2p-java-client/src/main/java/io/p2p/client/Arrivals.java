package io.p2p.client;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

import io.p2p.client.wire.Failure;
import io.p2p.client.wire.Fields;
import io.p2p.client.wire.Json;
import io.p2p.client.wire.ReceivedEvent;
import io.p2p.peer.Path;

/**
 * What other peers have sent in a room: events for listeners, answers for who has asked.
 * Used in the loop of the room.
 */
final class Arrivals {

	private final Room room;

	Arrivals(Room room) {
		this.room = room;
	}

	/**
	 * An event has come, whole, in order and once.
	 */
	void deliver(String from, ReceivedEvent event, Path path) {
		try {
			if (event.event() == null) {
				answered(from, event);
			}
			else {
				boolean heard = this.room.listeners().hears(event.event());
				ReceivedEvent whole = this.room.files().receive(from, event, heard);
				if (heard) {
					PeerEvent peerEvent = new PeerEvent(whole, new Sender(from, path), this.room.codec(),
							(event.ack() > 0) ? this.room.answer(from, event.ack()) : null);
					this.room.listeners().receive(peerEvent, event.content().length);
				}
			}
		}
		catch (IllegalArgumentException | JacksonException ex) {
			this.room.listeners().fail(Failure.of("bad-message", "a peer sent a bad event").peer(from).cause(ex));
		}
	}

	private void answered(String from, ReceivedEvent answer) {
		// an answer that could not be given has its reason as the second argument
		JsonNode arguments = Json.read(answer.content());
		if (arguments.path(3).isString()) {
			this.room.files().take(from, answer, arguments);
			return;
		}
		ReceivedEvent whole = this.room.files().receive(from, answer, true);
		String code = Fields.of(arguments.get(2)).text("code");
		if (code != null) {
			this.room.pendingAcks().gone(from, code, answer.ack());
		}
		else if (arguments.size() <= 2 || !whole.files().isEmpty()) {
			this.room.pendingAcks().answered(answer.ack(), from, whole);
		}
	}

}

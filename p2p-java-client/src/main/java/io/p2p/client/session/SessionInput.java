package io.p2p.client.session;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

import io.p2p.client.wire.Fields;
import io.p2p.client.wire.ServerEvent;

/**
 * Counts what comes in a session, and hands it to the rooms once.
 */
final class SessionInput {

	private final Rooms rooms;

	private final SessionOutput output;

	private final Positions positions = new Positions();

	private InboundSequence inbound = new InboundSequence();

	SessionInput(Rooms rooms, SessionOutput output) {
		this.rooms = rooms;
		this.output = output;
	}

	Positions positions() {
		return this.positions;
	}

	/**
	 * How many events have come.
	 */
	long received() {
		return this.inbound.received();
	}

	/**
	 * An answer of the server, of which a welcome says where in a room's log it holds.
	 */
	Fields placed(Fields answer) {
		this.positions.learn(answer.text("room", ""), answer.node("at"));
		return answer;
	}

	/**
	 * An event has come, before the answer to the CONNECT or behind it.
	 * @param live whether it is behind it
	 * @param keeps whether the server keeps what it sends until it is confirmed
	 */
	void receive(Arguments arguments, boolean live, boolean keeps) {
		ServerEvent event = ServerEvent.of(arguments.event(), arguments.first(), arguments.rest(),
				arguments.binaries());
		// before the answer to the CONNECT only errors matter
		if (!live) {
			if (event != null && event.name().equals("peer-error")) {
				this.rooms.hand(event);
			}
			return;
		}
		if (this.inbound.count(arguments.bytes()) && keeps) {
			this.output.confirm(this.inbound.received());
		}
		if (event != null && this.positions.reach(event.room(), event.at())) {
			if (event.header().flag("left")) {
				this.positions.forget(event.header().text("room", ""));
			}
			this.rooms.hand(event);
		}
	}

	/**
	 * The server has sent rooms' logs so far.
	 * @param logs the offsets by room, {@code null} if it has not said so
	 */
	void reached(@Nullable JsonNode logs) {
		this.positions.reach(logs);
	}

	/**
	 * The session is over.
	 */
	void end() {
		this.positions.clear();
		this.inbound = new InboundSequence();
	}

}

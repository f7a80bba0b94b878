package io.p2p.peer;

import org.jspecify.annotations.Nullable;

/**
 * An event whose payload has been read.
 *
 * @param <T> the type of the payload
 * @param event the name of the event
 * @param payload the first argument of the event
 * @param sender the peer that has sent it
 * @param room the name of the room that it was sent to, empty for the default room,
 * {@code null} if it was sent to the server alone
 * @param size the size of all arguments and attachments in bytes
 * @param id the same for an event that comes again, as one does whose handler was called
 * by a server that has died since, and different for any other: a key by which an
 * application can tell; {@code null} for an event that never comes again, as those of
 * clients without the library
 * @since 0.1.0
 */
public record PeerMessage<T extends @Nullable Object>(String event, T payload, Peer sender, @Nullable String room,
		long size, @Nullable String id) {

	@Override
	public String toString() {
		// without the payload, which does not belong into logs
		return "PeerMessage[event=" + this.event + ", sender=" + this.sender.id() + ", room=" + this.room + ", size="
				+ this.size + "]";
	}

}

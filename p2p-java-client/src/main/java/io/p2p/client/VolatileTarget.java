package io.p2p.client;

import org.jspecify.annotations.Nullable;

import io.p2p.client.wire.EncodedEvent;

/**
 * Whom to send events now or never.
 *
 * @since 0.1.0
 */
public final class VolatileTarget {

	private final Room room;

	private final @Nullable String to;

	VolatileTarget(Room room, @Nullable String to) {
		this.room = room;
		this.to = to;
	}

	/**
	 * Send an event.
	 * @param event its name
	 * @param arguments its arguments, see {@link P2pPeer#emit}
	 * @throws IllegalArgumentException if the name is one of the library's or Socket.IO's
	 */
	public void emit(String event, @Nullable Object... arguments) {
		this.room.emit(this.to, true, EncodedEvent.checked(event), arguments);
	}

	/**
	 * Address one peer of the room instead of all.
	 * @param peerId its id
	 * @return the peer
	 */
	public VolatileTarget to(String peerId) {
		return new VolatileTarget(this.room, peerId);
	}

}

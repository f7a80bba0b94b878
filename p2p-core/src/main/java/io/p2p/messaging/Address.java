package io.p2p.messaging;

import org.jspecify.annotations.Nullable;

import io.p2p.peer.PeerId;

/**
 * Whom the application sends to: who that is, is looked up at each call.
 */
sealed interface Address {

	/**
	 * All members of a room.
	 */
	record Members(String room) implements Address {

	}

	/**
	 * One peer.
	 *
	 * @param room the room in which it is addressed, {@code null} for the first of its
	 * rooms by name
	 */
	record One(PeerId peer, @Nullable String room) implements Address {

	}

	/**
	 * The peers of a user.
	 *
	 * @param room the room in which they are addressed, {@code null} for the first of the
	 * rooms of each by name
	 */
	record OfUser(String user, @Nullable String room) implements Address {

	}

}

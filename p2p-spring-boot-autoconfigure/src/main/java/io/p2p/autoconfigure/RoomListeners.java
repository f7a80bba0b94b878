package io.p2p.autoconfigure;

import java.util.Comparator;
import java.util.List;

import org.springframework.beans.factory.ObjectProvider;

import io.p2p.handler.PeerPresenceDispatcher;
import io.p2p.room.RoomListener;
import io.p2p.signaling.RoomAnnouncer;

/**
 * Those who hear what happens in rooms, found when the first is to be told.
 *
 * @since 0.1.0
 */
public final class RoomListeners {

	private final ObjectProvider<RoomListener> listeners;

	RoomListeners(ObjectProvider<RoomListener> listeners) {
		this.listeners = listeners;
	}

	/**
	 * All listeners: peers are told first, as the application's listeners may send them
	 * events.
	 * @return the listeners in order
	 */
	public List<RoomListener> all() {
		return this.listeners.orderedStream()
			.sorted(Comparator.comparing(
					(listener) -> !(listener instanceof RoomAnnouncer || listener instanceof PeerPresenceDispatcher)))
			.toList();
	}

}

package io.p2p.socketio.session;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

import io.p2p.engineio.send.SerialExecutor;

/**
 * Gathers the peers that are lost or come back in one turn of an event loop: a restarted
 * proxy causes thousands, of which each room hears together. Thread-safe.
 */
final class ConnectionChanges {

	private final Map<SerialExecutor, List<SessionPeer>> gathered = new ConcurrentHashMap<>();

	private final Consumer<Collection<SessionPeer>> told;

	/**
	 * Create an empty collection.
	 * @param told gets the peers of each turn, some of which may be unchanged in the end
	 */
	ConnectionChanges(Consumer<Collection<SessionPeer>> told) {
		this.told = told;
	}

	/**
	 * Add a peer. May be called on any thread.
	 * @param home the peer's home loop, in whose next turn {@code told} is called
	 */
	void add(SessionPeer peer, SerialExecutor home) {
		this.gathered.compute(home, (executor, existing) -> {
			List<SessionPeer> peers = (existing != null) ? existing : new ArrayList<>();
			if (peers.isEmpty()) {
				home.later(() -> tell(executor));
			}
			peers.add(peer);
			return peers;
		});
	}

	private void tell(SerialExecutor executor) {
		List<SessionPeer> peers = this.gathered.remove(executor);
		if (peers != null) {
			this.told.accept(peers);
		}
	}

}

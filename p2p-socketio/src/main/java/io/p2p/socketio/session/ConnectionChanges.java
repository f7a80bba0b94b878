package io.p2p.socketio.session;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

import io.p2p.engineio.send.SerialExecutor;

/**
 * Peers that were lost or have come back, gathered for each turn of an event loop: when a
 * proxy restarts, thousands do at once, and each room hears of its members together.
 */
final class ConnectionChanges {

	private final Map<SerialExecutor, List<SessionPeer>> gathered = new ConcurrentHashMap<>();

	private final Consumer<Collection<SessionPeer>> told;

	/**
	 * Create without any.
	 * @param told told of each turn's, who may be what they were before
	 */
	ConnectionChanges(Consumer<Collection<SessionPeer>> told) {
		this.told = told;
	}

	/**
	 * Add a peer. May be called on any thread.
	 * @param home where it lives, whose turn it belongs to
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

package io.p2p.socketio.session;

import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

import io.p2p.socketio.NamespaceConnection;
import io.p2p.socketio.replay.SettledSequence;

/**
 * Counts the events of a client and confirms them, where several servers share sessions:
 * only when they are in the logs of their rooms, and with how far the client has come in
 * these. Used on the event loop of the client's connection, if nothing else is said.
 */
final class SessionConfirmations {

	// how long a confirmation may wait for more to confirm
	private static final Duration SOON = Duration.ofMillis(100);

	private final SessionCluster cluster;

	private final SessionHost host;

	private final SessionPeer peer;

	private final NamespaceConnection connection;

	private final SettledSequence settled;

	private final Map<String, Long> told = new HashMap<>();

	private volatile long arrived;

	private boolean scheduled;

	/**
	 * Create the confirmations of a session.
	 * @param confirmed how many events the client knows to have come
	 */
	SessionConfirmations(SessionCluster cluster, SessionHost host, SessionPeer peer, long confirmed) {
		this.host = host;
		this.cluster = cluster;
		this.peer = peer;
		this.connection = peer.connection();
		this.settled = new SettledSequence(confirmed);
		this.arrived = confirmed;
		later(cluster.positionInterval(), this::tellPositions);
	}

	/**
	 * Count an event.
	 * @return its number
	 */
	long count() {
		long number = this.arrived + 1;
		this.arrived = number;
		return number;
	}

	/**
	 * The number of the latest event. May be called on any thread.
	 */
	long arrived() {
		return this.arrived;
	}

	/**
	 * An event is in the log of its room, or refused. May be called on any thread.
	 */
	void settled(long number, long size) {
		this.connection.session().inOrder(() -> {
			if (this.settled.settle(number, size)) {
				confirm();
			}
			else if (!this.scheduled && this.settled.isDue()) {
				this.scheduled = true;
				later(SOON, this::confirm);
			}
		});
	}

	private void later(Duration delay, Runnable task) {
		this.connection.session().executor().schedule(task, delay);
	}

	private boolean isOver() {
		return !this.host.has(this.connection, this.peer);
	}

	private void tellPositions() {
		if (!isOver() && !this.connection.isDismissed()) {
			confirm();
			later(this.cluster.positionInterval(), this::tellPositions);
		}
	}

	/**
	 * Tell the client how many of its events are settled, and how far it has come.
	 */
	void confirm() {
		this.scheduled = false;
		Map<String, Long> offsets = this.cluster.offsets(this.peer.id());
		// behind what the offsets stand for, which may still wait for its turn here
		this.connection.session().executor().later(() -> send(offsets));
	}

	private void send(Map<String, Long> offsets) {
		if (isOver()) {
			return;
		}
		Map<String, Long> news = new LinkedHashMap<>();
		offsets.forEach((room, offset) -> {
			if (!offset.equals(this.told.put(room, offset))) {
				news.put(room, offset);
			}
		});
		this.told.keySet().retainAll(offsets.keySet());
		if (news.isEmpty() && !this.settled.isDue()) {
			return;
		}
		this.connection.session().takeAlong();
		long count = this.settled.confirm();
		if (news.isEmpty()) {
			SessionPackets.confirm(this.connection, count);
		}
		else {
			SessionPackets.confirm(this.connection, count, news);
		}
	}

	long confirmed() {
		return this.settled.confirm();
	}

}

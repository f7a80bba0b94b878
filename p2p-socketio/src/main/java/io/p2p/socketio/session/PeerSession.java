package io.p2p.socketio.session;

import io.p2p.engineio.send.QueueBudget;
import io.p2p.engineio.send.Recipient;
import io.p2p.socketio.Departure;
import io.p2p.socketio.NamespaceConnection;

/**
 * The session of a library peer (docs/protocol.md, "Coming back"), which outlives
 * connections.
 *
 * @since 0.1.0
 */
public interface PeerSession extends Recipient, QueueBudget.Waiting {

	/**
	 * The name of the session, a secret.
	 * @return the name
	 */
	String token();

	/**
	 * The number of the client's events that have come, which the caller sends to it.
	 * Called on the event loop of the connection.
	 * @return the number
	 */
	long confirm();

	/**
	 * Count an event of the client. Called on the event loop of its connection.
	 * @param connection the connection
	 * @param size the size of the event in bytes
	 * @return the number of the event
	 */
	long count(NamespaceConnection connection, long size);

	/**
	 * An event of the client is in the log of its room, or refused. May be called on any
	 * thread.
	 * @param number the number of the event
	 * @param size its size in bytes
	 */
	default void settled(long number, long size) {
	}

	/**
	 * Confirm what has come to the client. Called on the event loop of its connection.
	 * @param connection the connection
	 */
	default void sendConfirmation(NamespaceConnection connection) {
		SessionPackets.confirm(connection, confirm());
	}

	/**
	 * Take a client's confirmation of what it has received. May be called on any thread.
	 * @param from the connection by which it confirms
	 * @param count how many events it has received
	 */
	void confirmed(NamespaceConnection from, long count);

	/**
	 * Handle the end of a connection. May be called on any thread.
	 * @param from the connection
	 * @param departure how it has ended
	 */
	void disconnected(NamespaceConnection from, Departure departure);

	/**
	 * Take the farewell of a page: its peer leaves once its connection has ended. May be
	 * called on any thread.
	 */
	void farewell();

	/**
	 * Disconnect the peer for good. May be called on any thread.
	 */
	void dismiss();

	/**
	 * End the session at once, with its connection, as it cannot go on. May be called on
	 * any thread.
	 */
	void breakOff();

	/**
	 * The generation of the session, where several servers share it.
	 * @return the generation, which grows with each connection; 0 in one process
	 */
	default long generation() {
		return 0;
	}

	/**
	 * How many events of the client have come, where several servers share the session.
	 * May be called on any thread.
	 * @return the number of the latest; 0 in one process
	 */
	default long arrived() {
		return 0;
	}

	/**
	 * End this session without its peer leaving its rooms: the peer goes on with another
	 * connection, maybe at another server. May be called on any thread.
	 */
	default void supersede() {
	}

}

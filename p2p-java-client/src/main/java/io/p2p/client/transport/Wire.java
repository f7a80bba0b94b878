package io.p2p.client.transport;

import tools.jackson.databind.node.ObjectNode;

import io.p2p.client.wire.Failure;

/**
 * A client of Socket.IO in one namespace, which connects anew when its connection breaks.
 * Used in its loop, which it calls its listener in.
 *
 * @since 0.1.0
 */
public interface Wire {

	/**
	 * Set who is told what happens.
	 * @param listener the listener
	 */
	void listen(Listener listener);

	/**
	 * Connect, and again whenever a connection breaks. Does nothing where it does so
	 * already.
	 */
	void open();

	/**
	 * Disconnect for good, unless it is opened again: the server is told.
	 */
	void close();

	/**
	 * End this connection without a word, to make another.
	 */
	void drop();

	/**
	 * Whether there is a connection to the namespace.
	 * @return whether what is sent now leaves
	 */
	boolean isConnected();

	/**
	 * Whether it is connected, or tries to be.
	 * @return {@code false} before it was opened and when it was closed
	 */
	boolean isActive();

	/**
	 * Whether the connection does not keep up with what it is to send.
	 * @return whether more would only wait
	 */
	boolean isBusy();

	/**
	 * The bytes that the server takes in a packet, as it has said when the connection was
	 * opened.
	 * @return how many
	 */
	int maxPayload();

	/**
	 * Send a packet. Without a connection it is lost.
	 * @param packet the packet
	 */
	void send(OutgoingPacket packet);

	/**
	 * Why a connection has ended.
	 */
	enum End {

		/** It broke. */
		BROKEN,

		/** What came on it could not be read. */
		UNREADABLE,

		/** This client has closed it. */
		CLIENT,

		/** The server has disconnected this client, which does not connect again. */
		SERVER

	}

	/**
	 * Is told what happens.
	 */
	interface Listener {

		/**
		 * A connection is about to ask for the namespace.
		 * @param auth what the application says
		 * @return what is said
		 */
		ObjectNode connecting(ObjectNode auth);

		/**
		 * The connection is in the namespace.
		 * @param id what the server calls it
		 */
		void connected(String id);

		/**
		 * The connection has ended.
		 * @param end why
		 */
		void disconnected(End end);

		/**
		 * There is no connection. Unless {@link Wire#isActive()} is {@code false} now,
		 * another attempt follows.
		 * @param failure why
		 */
		void failed(Failure failure);

		/**
		 * A packet has come.
		 * @param packet the packet
		 */
		void received(Packet packet);

	}

}

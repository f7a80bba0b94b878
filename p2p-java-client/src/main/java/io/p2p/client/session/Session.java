package io.p2p.client.session;

import java.util.function.BiConsumer;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

import io.p2p.client.wire.EncodedEvent;
import io.p2p.client.wire.Failure;
import io.p2p.client.wire.Fields;

/**
 * The session of a client, as one of its rooms uses it. Both ends count what they send
 * and keep it until the other has confirmed it; after a reconnect they go on from there.
 * Used in its loop.
 *
 * @since 0.1.0
 */
public interface Session {

	/** How long the server may take for an answer, in milliseconds. */
	double ANSWER_TIMEOUT_MS = 20_000;

	/**
	 * What the server calls this client, whichever room it is in.
	 * @return its id, empty before the server has said so
	 */
	String peerId();

	/**
	 * The bytes that the server takes in a packet.
	 * @return how many
	 */
	int maxPayload();

	/**
	 * Whether what is sent now leaves at once.
	 * @return whether there is a connection
	 */
	boolean isLive();

	/**
	 * Whether the client connects, or tries to.
	 * @return {@code false} if nobody connects it any more
	 */
	boolean isActive();

	/**
	 * The bytes that wait for the server, or for its confirmation.
	 * @return how many
	 */
	long queuedBytes();

	/**
	 * Add a room.
	 * @param room its name
	 * @param listener is told what is about it
	 * @throws IllegalStateException if the client is in that room already
	 */
	void add(String room, RoomListener listener);

	/**
	 * Take a room off the client.
	 * @param room its name
	 */
	void remove(String room);

	/**
	 * Disconnect, if the client has no room any more.
	 */
	void release();

	/**
	 * Send an event of the protocol once, in order, now or when there is a connection
	 * again.
	 * @param entry the event
	 * @param bytes what it takes
	 */
	void send(Entry entry, long bytes);

	/**
	 * Ask the server; the answer does not outlive the connection.
	 * @param event the name of the request
	 * @param argument its argument
	 * @param done gets the answer, or why there is none
	 */
	void request(String event, ObjectNode argument, BiConsumer<Fields, @Nullable Failure> done);

	/**
	 * Tell the server something that is not worth being sent later.
	 * @param event the name of the event
	 * @param argument its argument
	 */
	void tell(String event, ObjectNode argument);

	/**
	 * Send a volatile event, unless the connection has more to do than it can.
	 * @param header its first argument
	 * @param message the event
	 */
	void tellVolatile(ObjectNode header, EncodedEvent message);

}

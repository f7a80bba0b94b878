package io.p2p.socketio;

/**
 * The types of Socket.IO packets. Binary events and acknowledgements are told by their
 * attachments.
 *
 * @since 0.1.0
 */
public enum PacketType {

	/** Connect to a namespace, and its answer. */
	CONNECT,

	/** Leave a namespace. */
	DISCONNECT,

	/** An event. */
	EVENT,

	/** The answer to an event. */
	ACK,

	/** A namespace cannot be connected to. */
	CONNECT_ERROR

}

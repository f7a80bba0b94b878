package io.p2p.socketio;

/**
 * The types of Socket.IO packets. Those of binary events and acknowledgements are left
 * out: a packet with attachments is binary.
 *
 * @since 0.1.0
 */
public enum PacketType {

	/** Connect to a namespace, or the answer to that. */
	CONNECT,

	/** Leave a namespace. */
	DISCONNECT,

	/** An event. */
	EVENT,

	/** The answer to an event. */
	ACK,

	/** The client may not connect to the namespace. */
	CONNECT_ERROR

}

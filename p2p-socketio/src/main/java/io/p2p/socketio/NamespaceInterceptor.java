package io.p2p.socketio;

import org.jspecify.annotations.Nullable;

import io.p2p.peer.RawMessage;
import io.p2p.peer.RefusedException;

/**
 * Somebody who sees what happens in one namespace. Calls for one connection come one
 * after the other, on its session's event loop; listeners that the application has
 * registered with netty-socketio hear of a connection before.
 */
interface NamespaceInterceptor {

	/**
	 * A client has connected; its CONNECT packet has been answered.
	 * @param connection the client in the namespace
	 * @param auth what the client sent along
	 */
	void connected(NamespaceConnection connection, ClientAuth auth);

	/**
	 * An event has come.
	 * @param connection the client in the namespace
	 * @param message the event
	 * @param ackId the id for its acknowledgement, negative if none was asked for
	 * @param refusal why it is not to be taken, {@code null} if it is
	 */
	void event(NamespaceConnection connection, RawMessage message, long ackId, @Nullable RefusedException refusal);

	/**
	 * An acknowledgement has come.
	 * @param connection the client in the namespace
	 * @param ack the acknowledgement
	 * @return whether it was asked for here, and not by the application
	 */
	boolean acknowledged(NamespaceConnection connection, SocketPacket ack);

	/**
	 * Whether events are not taken any more.
	 * @return whether the server is about to stop
	 */
	boolean isDraining();

	/**
	 * A client has gone. Called once for each that connected.
	 * @param connection the client in the namespace
	 * @param departure how it has gone
	 */
	void disconnected(NamespaceConnection connection, Departure departure);

}

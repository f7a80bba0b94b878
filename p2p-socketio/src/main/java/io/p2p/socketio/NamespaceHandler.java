package io.p2p.socketio;

import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import io.p2p.peer.RawMessage;
import io.p2p.peer.RefusedException;

/**
 * Somebody who takes what clients do in one namespace. Calls for one connection come one
 * after the other, on its session's event loop; listeners that the application has
 * registered hear of a connection before.
 *
 * @since 0.1.0
 */
public interface NamespaceHandler {

	/**
	 * Read what a client has said in its CONNECT.
	 * @param auth the auth object, valid JSON, {@code null} for none
	 * @return what it has said
	 */
	ClientAuth read(byte @Nullable [] auth);

	/**
	 * Find out who a client is that the listeners let connect.
	 * @param connection the client in the namespace
	 * @param then told on the loop of the connection, at once or later: why the client
	 * may not connect, {@code null} if it may
	 */
	void authenticate(NamespaceConnection connection, Consumer<@Nullable RefusedException> then);

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
	 * @return whether it was asked for here, and not by the application's listeners
	 */
	boolean acknowledged(NamespaceConnection connection, SocketPacket ack);

	/**
	 * A client has gone. Called once for each that connected.
	 * @param connection the client in the namespace
	 * @param departure how it has gone
	 */
	void disconnected(NamespaceConnection connection, Departure departure);

}

package io.p2p.socketio;

import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import io.p2p.peer.RawMessage;
import io.p2p.peer.RefusedException;

/**
 * Handles what clients do in one namespace. Called for one connection on its session's
 * event loop, one call after the other; the application's listeners hear of a connection
 * before.
 *
 * @since 0.1.0
 */
public interface NamespaceHandler {

	/**
	 * Read the auth object of a CONNECT.
	 * @param auth the auth object, valid JSON, {@code null} for none
	 * @return the application's and the library's part of it
	 */
	ClientAuth read(byte @Nullable [] auth);

	/**
	 * Find out who a client is, which the listeners let connect.
	 * @param connection the client in the namespace
	 * @param then gets why the client may not connect, {@code null} if it may; on the
	 * event loop of the connection, inline or later
	 */
	void authenticate(NamespaceConnection connection, Consumer<@Nullable RefusedException> then);

	/**
	 * A client has connected; its CONNECT packet has been answered.
	 * @param connection the client in the namespace
	 * @param auth what the client's CONNECT held
	 */
	void connected(NamespaceConnection connection, ClientAuth auth);

	/**
	 * An event has come.
	 * @param connection the client in the namespace
	 * @param message the event
	 * @param ackId the id for its acknowledgement, negative if none was asked for
	 * @param refusal why the event is to be refused, {@code null} if it is not
	 */
	void event(NamespaceConnection connection, RawMessage message, long ackId, @Nullable RefusedException refusal);

	/**
	 * An acknowledgement has come.
	 * @param connection the client in the namespace
	 * @param ack the acknowledgement
	 * @return {@code false} if the application's listeners may have asked for it
	 */
	boolean acknowledged(NamespaceConnection connection, SocketPacket ack);

	/**
	 * A client has gone. Called once for each connection.
	 * @param connection the client in the namespace
	 * @param departure how it has gone
	 */
	void disconnected(NamespaceConnection connection, Departure departure);

}

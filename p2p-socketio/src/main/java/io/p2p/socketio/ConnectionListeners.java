package io.p2p.socketio;

import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import io.p2p.peer.RawMessage;
import io.p2p.relay.queue.Reply;

/**
 * The application's listeners, for one client in one namespace. Called on the event loop
 * of the client's session; the listeners themselves run elsewhere.
 *
 * @since 0.1.0
 */
public interface ConnectionListeners {

	/**
	 * Ask the application whether the client may connect.
	 * @param then gets the verdict, on any thread
	 */
	void authorize(Consumer<Verdict> then);

	/**
	 * The client has connected.
	 */
	void connected();

	/**
	 * Call the listeners of an event.
	 * @param message the event
	 * @param ackId the id for its acknowledgement, negative if none was asked for
	 * @param reply refuses the event if no listener can take it
	 * @return whether the event has listeners
	 */
	boolean event(RawMessage message, long ackId, Reply reply);

	/**
	 * An acknowledgement has come.
	 * @param ack the acknowledgement
	 */
	void acknowledged(SocketPacket ack);

	/**
	 * The client has sent a ping.
	 */
	void pinged();

	/**
	 * The client has answered a ping.
	 */
	void ponged();

	/**
	 * The client has gone. When this returns it is in no namespace and no room, even if
	 * its listeners still run.
	 * @param reason why, in Socket.IO's words
	 */
	void disconnected(String reason);

	/**
	 * Whether a client may connect.
	 *
	 * @param allowed whether it may connect
	 * @param reason a {@code RefusedException}, a message or other JSON; or {@code null}
	 */
	record Verdict(boolean allowed, @Nullable Object reason) {

		/**
		 * The client may connect.
		 */
		public static final Verdict ALLOWED = new Verdict(true, null);

	}

}

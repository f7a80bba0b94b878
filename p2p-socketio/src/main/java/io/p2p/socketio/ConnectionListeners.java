package io.p2p.socketio;

import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import io.p2p.peer.RawMessage;
import io.p2p.relay.Reply;

/**
 * The application's listeners, as one client in one namespace has to do with them. Called
 * on the event loop of the client's session, which they do not hold up.
 *
 * @since 0.1.0
 */
public interface ConnectionListeners {

	/**
	 * Ask the application whether the client may connect.
	 * @param then told on whatever thread: what the client is refused with, an
	 * {@link io.p2p.peer.RefusedException} or what is to be written as JSON; empty if it
	 * may connect
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
	 * @param reply the way back to the client, for a listener that refuses the event
	 * @return whether there are any
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
	 * The client has gone. It is nowhere any more when this returns, whatever the
	 * listeners are at.
	 * @param reason why, as Socket.IO calls it
	 */
	void disconnected(String reason);

	/**
	 * Whether a client may connect.
	 *
	 * @param allowed whether it may
	 * @param reason what it is told if it may not, {@code null} for nothing in particular
	 */
	record Verdict(boolean allowed, @Nullable Object reason) {

		/**
		 * It may.
		 */
		public static final Verdict ALLOWED = new Verdict(true, null);

	}

}

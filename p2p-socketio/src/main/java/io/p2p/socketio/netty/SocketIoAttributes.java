package io.p2p.socketio.netty;

/**
 * Names of attributes of netty-socketio's clients, to be read with
 * {@code client.get(name)}.
 *
 * @since 0.1.0
 */
public final class SocketIoAttributes {

	/**
	 * Why a client was disconnected, in the words of Socket.IO: a string such as
	 * {@code ping timeout}, {@code transport close} or
	 * {@code client namespace disconnect}. Set when disconnect listeners are called.
	 */
	public static final String DISCONNECT_REASON = "disconnectReason";

	private SocketIoAttributes() {
	}

}

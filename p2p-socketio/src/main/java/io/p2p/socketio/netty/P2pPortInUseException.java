package io.p2p.socketio.netty;

/**
 * The Socket.IO server cannot listen, because another process does on the same port.
 *
 * @since 0.1.0
 */
public class P2pPortInUseException extends IllegalStateException {

	private static final long serialVersionUID = 1L;

	private final int port;

	/**
	 * Create an exception.
	 * @param port the port that was to be listened on
	 * @param cause what the system said
	 */
	public P2pPortInUseException(int port, Throwable cause) {
		super("Port " + port + " is already in use", cause);
		this.port = port;
	}

	/**
	 * The port that was to be listened on.
	 * @return the port
	 */
	public int port() {
		return this.port;
	}

}

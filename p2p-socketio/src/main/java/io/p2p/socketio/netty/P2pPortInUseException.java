package io.p2p.socketio.netty;

/**
 * The Socket.IO server cannot listen, because its port is in use already.
 *
 * @since 0.1.0
 */
public class P2pPortInUseException extends IllegalStateException {

	private static final long serialVersionUID = 1L;

	private final int port;

	/**
	 * Create an exception.
	 * @param port the configured port
	 * @param cause the failure of the system call
	 */
	public P2pPortInUseException(int port, Throwable cause) {
		super("Port " + port + " is already in use", cause);
		this.port = port;
	}

	/**
	 * The configured port.
	 * @return the port
	 */
	public int port() {
		return this.port;
	}

}

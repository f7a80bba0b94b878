package io.p2p.client.relay;

/**
 * What the server has refused a request with.
 *
 * @since 0.1.0
 */
public final class RefusedByServer extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final String code;

	/**
	 * Create an exception.
	 * @param code the server's code
	 * @param message the server's words
	 */
	public RefusedByServer(String code, String message) {
		super(message, null, false, false);
		this.code = code;
	}

	/**
	 * The server's code.
	 * @return a code of {@code docs/protocol.md}
	 */
	public String code() {
		return this.code;
	}

}

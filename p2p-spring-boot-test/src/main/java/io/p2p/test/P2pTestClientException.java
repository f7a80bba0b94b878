package io.p2p.test;

import org.jspecify.annotations.Nullable;

/**
 * A refusal by the server of what a client asked for: its connection, a room or an event.
 *
 * @since 0.1.0
 */
public class P2pTestClientException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final @Nullable String code;

	/**
	 * Create an exception.
	 * @param code the code of the error as it went over the wire, {@code null} for none
	 * @param message what the server said
	 */
	public P2pTestClientException(@Nullable String code, String message) {
		super(message);
		this.code = code;
	}

	/**
	 * The code of the error, for example {@code bad-request}.
	 * @return the code as it went over the wire, {@code null} where a connection was
	 * refused without one
	 */
	public @Nullable String code() {
		return this.code;
	}

}

package io.p2p.peer;

import org.jspecify.annotations.Nullable;

/**
 * A peer's request that is refused. Code and message go to that peer and to nobody else.
 *
 * @since 0.1.0
 */
public class RefusedException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final ErrorCode code;

	private final @Nullable String peerId;

	/**
	 * Create a refusal.
	 * @param code what is wrong
	 * @param message one sentence for the developer at the other end
	 */
	public RefusedException(ErrorCode code, String message) {
		this(code, message, null);
	}

	/**
	 * Create a refusal that is about one other peer.
	 * @param code what is wrong
	 * @param message one sentence for the developer at the other end
	 * @param peerId the id as the request gave it
	 */
	public RefusedException(ErrorCode code, String message, @Nullable String peerId) {
		// no stack trace: whoever floods us with bad requests must not make us fill them
		super(message, null, false, false);
		this.code = code;
		this.peerId = peerId;
	}

	/**
	 * What is wrong.
	 * @return the code
	 */
	public ErrorCode code() {
		return this.code;
	}

	/**
	 * The id of the peer that the request was about, as the request gave it.
	 * @return the id, {@code null} if the request was not about one peer
	 */
	public @Nullable String peerId() {
		return this.peerId;
	}

}

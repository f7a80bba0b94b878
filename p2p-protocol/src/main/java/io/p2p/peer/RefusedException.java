package io.p2p.peer;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * A peer's request is refused. Code and message go to that peer and to nobody else.
 *
 * @since 0.1.0
 */
public class RefusedException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private static final Pattern WIRE_NAME = Pattern.compile("[a-z][a-z0-9-]{0,63}");

	private final ErrorCode code;

	private final String wireName;

	private final @Nullable String peerId;

	private final List<String> peerIds;

	/**
	 * Create a refusal.
	 * @param code what is wrong
	 * @param message one sentence for the developer at the other end
	 */
	public RefusedException(ErrorCode code, String message) {
		this(code, message, (String) null);
	}

	/**
	 * Create a refusal with a code of the application's own.
	 * @param code what is wrong: 1 to 64 lower-case letters, digits and hyphens, a letter
	 * first
	 * @param message one sentence for the developer at the other end
	 * @throws IllegalArgumentException if the code has another shape
	 */
	public RefusedException(String code, String message) {
		super(message, null, false, false);
		if (!WIRE_NAME.matcher(code).matches()) {
			throw new IllegalArgumentException(
					"'code' must be 1 to 64 lower-case letters, digits and hyphens, a letter first");
		}
		this.code = Arrays.stream(ErrorCode.values())
			.filter((candidate) -> candidate.wireName().equals(code))
			.findFirst()
			.orElse(ErrorCode.HANDLER_FAILED);
		this.wireName = code;
		this.peerId = null;
		this.peerIds = List.of();
	}

	/**
	 * Create a refusal that is about one other peer.
	 * @param code what is wrong
	 * @param message one sentence for the developer at the other end
	 * @param peerId the id as the request gave it
	 */
	public RefusedException(ErrorCode code, String message, @Nullable String peerId) {
		// no stack trace: filling it in would make floods of bad requests expensive
		super(message, null, false, false);
		this.code = code;
		this.wireName = code.wireName();
		this.peerId = peerId;
		this.peerIds = List.of();
	}

	/**
	 * Create a refusal that is about some of the receivers only.
	 * @param code what is wrong
	 * @param message one sentence for the developer at the other end
	 * @param peerIds the ids of those peers
	 */
	public RefusedException(ErrorCode code, String message, List<String> peerIds) {
		super(message, null, false, false);
		this.code = code;
		this.wireName = code.wireName();
		this.peerId = (peerIds.size() == 1) ? peerIds.get(0) : null;
		this.peerIds = List.copyOf(peerIds);
	}

	/**
	 * The refusal that something has failed with.
	 * @param failure why it has failed, perhaps wrapped
	 * @return the refusal; for other failures, which may tell of the inside of the
	 * server, one with the code {@link ErrorCode#HANDLER_FAILED}
	 */
	public static RefusedException of(Throwable failure) {
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			if (cause instanceof RefusedException refused) {
				return refused;
			}
		}
		return new RefusedException(ErrorCode.HANDLER_FAILED, "The server's handler did not take the event");
	}

	/**
	 * The code of the protocol.
	 * @return the code, {@link ErrorCode#HANDLER_FAILED} for one of the application's
	 */
	public ErrorCode code() {
		return this.code;
	}

	/**
	 * The code that the peer is told, which may be the application's own.
	 * @return the code as it goes over the wire
	 */
	public String wireName() {
		return this.wireName;
	}

	/**
	 * The id of the peer that the request was about, as the request gave it.
	 * @return the id, {@code null} if the request was not about one peer
	 */
	public @Nullable String peerId() {
		return this.peerId;
	}

	/**
	 * The ids of the receivers that the refusal is about, if it is not about all of them.
	 * @return the ids, empty if it is about the whole request
	 */
	public List<String> peerIds() {
		return this.peerIds;
	}

}

package io.p2p.ice;

/**
 * An ICE server is invalid: a browser's {@code RTCPeerConnection} would open no link with
 * it.
 *
 * @since 0.1.0
 */
public final class InvalidIceServerException extends IllegalArgumentException {

	private static final long serialVersionUID = 1L;

	private final String member;

	private final String shown;

	private final String requirement;

	/**
	 * Create an exception.
	 * @param member what is wrong: {@code urls}, {@code username} or {@code credential}
	 * @param shown its value, if that may be shown: never a credential
	 * @param requirement what it must do, for example {@code not be empty}
	 * @param message what is wrong, as a sentence
	 */
	InvalidIceServerException(String member, String shown, String requirement, String message) {
		super(message);
		this.member = member;
		this.shown = shown;
		this.requirement = requirement;
	}

	/**
	 * Which member is wrong.
	 * @return {@code urls}, {@code username} or {@code credential}
	 */
	public String member() {
		return this.member;
	}

	/**
	 * The value that is wrong.
	 * @return the value, or a description of it
	 */
	public String shown() {
		return this.shown;
	}

	/**
	 * What the value must do.
	 * @return the rest of a sentence that begins with "it must"
	 */
	public String requirement() {
		return this.requirement;
	}

}

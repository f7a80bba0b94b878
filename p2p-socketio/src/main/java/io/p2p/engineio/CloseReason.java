package io.p2p.engineio;

/**
 * Why a session ended, in the words of Socket.IO.
 *
 * @since 0.1.0
 */
public enum CloseReason {

	/** The client closed it. */
	TRANSPORT_CLOSE("transport close"),

	/** The connection broke, or the client violated Engine.IO's protocol. */
	TRANSPORT_ERROR("transport error"),

	/** The client did not answer a ping. */
	PING_TIMEOUT("ping timeout"),

	/** The client sent something that is no Engine.IO or Socket.IO packet. */
	PARSE_ERROR("parse error"),

	/** The client did not read, and too much waited for it. */
	SLOW_CONSUMER("slow consumer"),

	/** The client sent far more than {@code p2p.limits} lets it. */
	RATE_LIMITED("rate limited"),

	/** The server closed it. */
	FORCED("forced close"),

	/** The server is going down. */
	SHUTDOWN("server shutting down");

	private final String text;

	CloseReason(String text) {
		this.text = text;
	}

	/**
	 * Whether the connection was lost, and neither side meant to end it.
	 * @return whether the client may come back
	 */
	public boolean isLoss() {
		return this == TRANSPORT_CLOSE || this == TRANSPORT_ERROR || this == PING_TIMEOUT;
	}

	@Override
	public String toString() {
		return this.text;
	}

}

package io.p2p.metrics;

import java.util.Locale;

import io.micrometer.common.docs.KeyName;

/**
 * The tags of meters and observations.
 *
 * @since 0.1.0
 */
public enum P2pTag implements KeyName {

	/** The kind of a peer. */
	KIND,

	/** The path of events. */
	PATH,

	/** The transport of a session. */
	TRANSPORT,

	/** Whether a client is connected. */
	STATE,

	/** The outcome of what is measured. */
	OUTCOME,

	/** The type of a signal. */
	TYPE,

	/** Why a request was refused. */
	REASON,

	/** The event of a handler, as in its annotation. */
	EVENT,

	/** The handler, as {@code Class#method}. */
	METHOD,

	/** The simple name of the exception's class, {@code none} without an exception. */
	ERROR;

	@Override
	public String asString() {
		return name().toLowerCase(Locale.ROOT);
	}

}

package io.p2p.metrics;

import java.util.Locale;

import io.micrometer.common.docs.KeyName;

/**
 * The tags of meters and observations.
 *
 * @since 0.1.0
 */
public enum P2pTag implements KeyName {

	/** What a peer is. */
	KIND,

	/** How events travel. */
	PATH,

	/** How a client is connected. */
	TRANSPORT,

	/** Whether a client is connected. */
	STATE,

	/** What became of something. */
	OUTCOME,

	/** What a signal is about. */
	TYPE,

	/** Why a request was refused. */
	REASON,

	/** The event of a handler, as its annotation has it. */
	EVENT,

	/** The handler, as {@code Class#method}. */
	METHOD,

	/** The simple name of the exception's class, {@code none} for none. */
	ERROR;

	@Override
	public String asString() {
		return name().toLowerCase(Locale.ROOT);
	}

}

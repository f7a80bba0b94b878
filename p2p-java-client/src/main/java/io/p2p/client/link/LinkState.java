package io.p2p.client.link;

/**
 * How far a link is.
 *
 * @since 0.1.0
 */
public enum LinkState {

	/** It is about to open. */
	OPENING,

	/** Events can take it. */
	OPEN,

	/** It was open and may recover. */
	INTERRUPTED,

	/** It is of no more use. */
	CLOSED

}

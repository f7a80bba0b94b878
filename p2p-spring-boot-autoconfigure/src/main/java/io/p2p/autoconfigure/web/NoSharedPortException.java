package io.p2p.autoconfigure.web;

/**
 * The server cannot use the port of the web server, and is not to have another.
 */
class NoSharedPortException extends IllegalStateException {

	private static final long serialVersionUID = 1L;

	NoSharedPortException(String reason) {
		super(reason);
	}

}

package io.p2p.handler;

/**
 * A handler method cannot be used as it is written. It stops the start.
 *
 * @since 0.1.0
 */
public final class InvalidHandlerException extends IllegalStateException {

	private static final long serialVersionUID = 1L;

	private final String remedy;

	/**
	 * Create an exception.
	 * @param problem what is wrong with which method, as a sentence without a full stop
	 * @param remedy what to do about it, as a sentence
	 */
	InvalidHandlerException(String problem, String remedy) {
		super(problem);
		this.remedy = remedy;
	}

	/**
	 * What to do about it.
	 * @return a sentence for whoever starts the application
	 */
	public String remedy() {
		return this.remedy;
	}

	InvalidHandlerException at(String place) {
		InvalidHandlerException named = new InvalidHandlerException(place + ": " + getMessage(), this.remedy);
		named.setStackTrace(getStackTrace());
		return named;
	}

}

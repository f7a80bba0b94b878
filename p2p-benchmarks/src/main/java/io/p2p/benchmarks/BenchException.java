package io.p2p.benchmarks;

/**
 * A server or the load failed, so that there is no figure.
 *
 * @since 0.1.0
 */
public class BenchException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	/**
	 * Create an exception.
	 * @param message what failed
	 */
	public BenchException(String message) {
		super(message);
	}

	/**
	 * Create an exception.
	 * @param message what failed
	 * @param cause why
	 */
	public BenchException(String message, Throwable cause) {
		super(message, cause);
	}

}

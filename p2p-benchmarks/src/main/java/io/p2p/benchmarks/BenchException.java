package io.p2p.benchmarks;

/**
 * A server or the load failed, so that there is no figure.
 */
class BenchException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	BenchException(String message) {
		super(message);
	}

	BenchException(String message, Throwable cause) {
		super(message, cause);
	}

}

package io.p2p.cluster.redis.log;

/**
 * Thrown if what comes from Redis is not what a server of this version stores there.
 *
 * @since 0.1.0
 */
public class MalformedDataException extends RuntimeException {

	/**
	 * Create an exception.
	 * @param message what has come
	 */
	public MalformedDataException(String message) {
		super(message);
	}

}

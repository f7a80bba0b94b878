package io.p2p.autoconfigure.cluster;

/**
 * Redis, by which servers share their rooms, cannot be reached when the application
 * starts.
 */
final class RedisUnreachableException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final String where;

	/**
	 * Create an exception.
	 * @param where the hosts and ports at which Redis was looked for
	 * @param cause why it cannot be reached
	 */
	RedisUnreachableException(String where, Throwable cause) {
		super("Redis cannot be reached at " + where, cause);
		this.where = where;
	}

	String where() {
		return this.where;
	}

}

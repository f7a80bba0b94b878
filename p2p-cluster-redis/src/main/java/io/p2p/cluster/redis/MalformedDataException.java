package io.p2p.cluster.redis;

/**
 * Thrown if what comes from Redis is not what a server of this version stores there.
 */
class MalformedDataException extends RuntimeException {

	MalformedDataException(String message) {
		super(message);
	}

}

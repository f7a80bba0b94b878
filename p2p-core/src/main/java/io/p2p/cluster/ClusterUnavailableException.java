package io.p2p.cluster;

import org.jspecify.annotations.Nullable;

/**
 * Thrown if what the servers share cannot be reached, and too much waits for it already.
 *
 * @since 0.1.0
 */
public class ClusterUnavailableException extends RuntimeException {

	/**
	 * Create an exception.
	 * @param message what cannot be reached
	 * @param cause why, {@code null} if that is not known
	 */
	public ClusterUnavailableException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

}

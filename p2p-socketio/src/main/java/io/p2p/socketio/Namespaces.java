package io.p2p.socketio;

import org.jspecify.annotations.Nullable;

/**
 * The namespaces of a server.
 *
 * @since 0.1.0
 */
public interface Namespaces {

	/**
	 * The namespace with a name from the wire.
	 * @param name the name, which begins with a slash
	 * @return the namespace, {@code null} if there is none
	 */
	@Nullable ServedNamespace find(String name);

	/**
	 * Counts what clients are refused, in all namespaces.
	 * @return the counters
	 */
	RejectionCounters refusals();

}

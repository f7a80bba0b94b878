package io.p2p.client;

/**
 * A listener that was added.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface Registration extends AutoCloseable {

	/**
	 * Take the listener away. Does nothing the second time.
	 */
	@Override
	void close();

}

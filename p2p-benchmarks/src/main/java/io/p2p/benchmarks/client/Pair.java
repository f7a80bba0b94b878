package io.p2p.benchmarks.client;

/**
 * Two clients of one kind, of which one sends to the other through a server.
 */
interface Pair extends AutoCloseable {

	/**
	 * Send an event of so many bytes of text.
	 */
	void send(String text);

	/**
	 * How many have arrived.
	 */
	long arrived();

	@Override
	void close();

}

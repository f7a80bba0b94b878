package io.p2p.client.stream;

/**
 * Where a stream ends, and another to the same peer goes on. It must not begin anew: what
 * the relay still carries of the one before would be taken for its own.
 *
 * @param epoch the epoch that it is in
 * @param number the number of its last item
 * @since 0.1.0
 */
public record StreamPosition(long epoch, long number) {

	/** That of a first stream. */
	public static final StreamPosition START = new StreamPosition(0, 0);

}

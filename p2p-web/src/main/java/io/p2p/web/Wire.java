package io.p2p.web;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Reads and writes on a connection of a servlet container, without ever blocking. Used on
 * one event loop.
 *
 * @since 0.1.0
 */
public interface Wire {

	/**
	 * Whether there is a layer between the connection and its socket, as TLS is. If not,
	 * the socket is read and written itself.
	 * @return whether {@link #read}, {@link #write} and {@link #flush} are to be used
	 */
	boolean isLayered();

	/**
	 * Read what has come.
	 * @param into gets the bytes
	 * @return how many, -1 at the end
	 * @throws IOException if the connection is broken
	 */
	int read(ByteBuffer into) throws IOException;

	/**
	 * Write as much as can be taken now. Called when {@link #flush()} has said that all
	 * before has left.
	 * @param buffers the bytes
	 * @param count how many of the buffers are to be written
	 * @return how many bytes have been taken
	 * @throws IOException if the connection is broken
	 */
	long write(ByteBuffer[] buffers, int count) throws IOException;

	/**
	 * Have what was taken leave.
	 * @return whether nothing is left
	 * @throws IOException if the connection is broken
	 */
	boolean flush() throws IOException;

	/**
	 * Tell the container that the connection has ended.
	 */
	void close();

}

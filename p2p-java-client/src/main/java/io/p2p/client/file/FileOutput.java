package io.p2p.client.file;

import org.jspecify.annotations.Nullable;

/**
 * Sends what is said about files. Used in the loop of its room.
 *
 * @since 0.1.0
 */
public interface FileOutput {

	/**
	 * Send a message to the other end, behind all that was sent before.
	 * @param peer the other end
	 * @param id the number of the file
	 * @param what {@code more}, {@code cancel}, {@code data}, {@code end} or
	 * {@code abort}
	 * @param value how many bytes, or the bytes; {@code null} for neither
	 */
	void say(String peer, long id, String what, @Nullable Object value);

	/**
	 * The bytes that one message may have.
	 * @return how many
	 */
	int chunkBytes();

}

package io.p2p.client.file;

import org.jspecify.annotations.Nullable;

/**
 * Is told what becomes of files, in the loop of their room.
 *
 * @since 0.1.0
 */
public interface FileEvents {

	/**
	 * Some bytes were sent or have come.
	 * @param id the number of the file
	 * @param event the name of its event, empty for an answer
	 * @param peer the sender, {@code null} if it is this client
	 * @param loaded the bytes so far
	 * @param total the bytes in all
	 * @param abort gives it up, on any thread
	 */
	void fileProgressed(long id, String event, @Nullable String peer, long loaded, long total, Runnable abort);

	/**
	 * It could not be sent, or will not come.
	 * @param code why, for programs
	 * @param message why, for developers
	 * @param event the name of its event, empty for an answer
	 * @param peer the sender, {@code null} if it is this client
	 * @param cause what was wrong with it here
	 */
	void fileFailed(String code, String message, String event, @Nullable String peer, @Nullable Throwable cause);

}

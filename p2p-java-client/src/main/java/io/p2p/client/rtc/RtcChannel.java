package io.p2p.client.rtc;

import java.nio.ByteBuffer;

/**
 * A data channel. Thread-safe.
 *
 * @since 0.1.0
 */
public interface RtcChannel {

	/**
	 * Its name.
	 * @return the label
	 */
	String label();

	/**
	 * Whether it can be sent on.
	 * @return whether it is open
	 */
	boolean isOpen();

	/**
	 * The bytes that wait to be sent.
	 * @return how many
	 */
	long bufferedAmount();

	/**
	 * Send a message.
	 * @param message the message, which may be used again afterwards
	 * @throws RuntimeException if it cannot be sent
	 */
	void send(ByteBuffer message);

	/**
	 * Set who is told what happens. What has come before is told then.
	 * @param events is told, on any thread
	 */
	void listen(Events events);

	/**
	 * Close it. Does nothing the second time.
	 */
	void close();

	/**
	 * Is told what happens, on any thread.
	 */
	interface Events {

		/**
		 * It is open.
		 */
		void opened();

		/**
		 * A message has come.
		 * @param message the message, for the receiver to keep
		 */
		void received(ByteBuffer message);

		/**
		 * It has closed.
		 */
		void closed();

	}

}

package io.p2p.engineio;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

import io.p2p.engineio.send.Frame;

/**
 * Collects the messages of a session, and nobody answers them.
 *
 * @param messages where they go
 */
record CollectingListener(List<Message> messages) implements SessionListener {

	@Override
	public void opened() {
		// nobody asks
	}

	@Override
	public void text(byte[] bytes, int from, boolean accepted) {
		this.messages.add(new Message(false, Arrays.copyOfRange(bytes, from, bytes.length)));
	}

	@Override
	public void binary(byte[] bytes, boolean accepted) {
		this.messages.add(new Message(true, bytes));
	}

	@Override
	public void ponged() {
		// nobody asks
	}

	@Override
	public void pinged() {
		// nobody asks
	}

	@Override
	public void closed(CloseReason reason) {
		// nobody asks
	}

	/**
	 * What a client has said.
	 *
	 * @param binary whether it was no text
	 * @param bytes the message
	 */
	@SuppressWarnings("ArrayRecordComponent") // nobody compares them
	record Message(boolean binary, byte[] bytes) {

		/**
		 * The message as a server would send it.
		 */
		Frame frame() {
			return this.binary ? new Frame(true, this.bytes)
					: Frame.text('4' + new String(this.bytes, StandardCharsets.UTF_8));
		}

	}

}

package io.p2p.peer;

import java.util.List;

/**
 * An event with its arguments as they came over the wire. Nobody parses the arguments
 * unless a handler asks for them, so the arrays are shared and must not be written to.
 *
 * @param event the name of the event
 * @param arguments the arguments as a JSON array in UTF-8; a binary argument stands in it
 * as <code>{"_placeholder":true,"num":n}</code>, as in Socket.IO
 * @param attachments the binaries, in the order of their {@code num}
 * @since 0.1.0
 */
@SuppressWarnings("ArrayRecordComponent") // bytes pass through; nobody compares messages
public record RawMessage(String event, byte[] arguments, List<byte[]> attachments) {

	public RawMessage {
		attachments = List.copyOf(attachments);
	}

	/**
	 * The size of the arguments and attachments.
	 * @return the size in bytes
	 */
	public long size() {
		return this.arguments.length + this.attachments.stream().mapToLong((bytes) -> bytes.length).sum();
	}

	@Override
	public String toString() {
		return "RawMessage[event=" + this.event + ", size=" + size() + "]";
	}

}

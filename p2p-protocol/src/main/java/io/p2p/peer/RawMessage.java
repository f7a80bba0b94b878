package io.p2p.peer;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * An event with its arguments as they came over the wire. They are parsed only if a
 * handler asks for them. The arrays are shared and must not be written to.
 *
 * @param event the name of the event
 * @param arguments the arguments as a JSON array in UTF-8; a binary argument stands in it
 * as <code>{"_placeholder":true,"num":n}</code>, as in Socket.IO
 * @param attachments the binaries, in the order of their {@code num}
 * @param traceparent the trace that the event belongs to, as its sender says: W3C Trace
 * Context, not checked, {@code null} for none
 * @since 0.1.0
 */
@SuppressWarnings("ArrayRecordComponent") // bytes pass through; nobody compares messages
public record RawMessage(String event, byte[] arguments, List<byte[]> attachments, @Nullable String traceparent) {

	public RawMessage {
		attachments = List.copyOf(attachments);
	}

	/**
	 * Create an event that belongs to no trace.
	 * @param event the name of the event
	 * @param arguments the arguments as a JSON array in UTF-8
	 * @param attachments the binaries
	 */
	public RawMessage(String event, byte[] arguments, List<byte[]> attachments) {
		this(event, arguments, attachments, null);
	}

	/**
	 * The size of the arguments and attachments.
	 * @return the size in bytes
	 */
	public long size() {
		long size = this.arguments.length;
		// by index: this is asked of every event, and most have none
		for (int i = 0; i < this.attachments.size(); i++) {
			size += this.attachments.get(i).length;
		}
		return size;
	}

	@Override
	public String toString() {
		return "RawMessage[event=" + this.event + ", size=" + size() + "]";
	}

}

package io.p2p.codec;

import java.nio.charset.StandardCharsets;

import io.p2p.peer.RawMessage;

/**
 * Writes the offset of a room's log into the messages that stem from it: the member
 * {@code at} of their first argument ({@code docs/protocol.md}).
 *
 * @since 0.1.0
 */
public final class LogOffset {

	private LogOffset() {
	}

	/**
	 * A message with an offset.
	 * @param message a message whose first argument is an object with members
	 * @param offset the offset
	 * @return another message
	 */
	public static RawMessage write(RawMessage message, long offset) {
		byte[] arguments = message.arguments();
		byte[] member = ("[{\"at\":" + offset + ",").getBytes(StandardCharsets.ISO_8859_1);
		byte[] all = new byte[arguments.length + member.length - 2];
		System.arraycopy(member, 0, all, 0, member.length);
		System.arraycopy(arguments, 2, all, member.length, arguments.length - 2);
		return new RawMessage(message.event(), all, message.attachments(), message.traceparent());
	}

}

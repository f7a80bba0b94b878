package io.p2p.codec;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

import io.p2p.peer.ErrorCode;
import io.p2p.peer.EventLimits;
import io.p2p.peer.RefusedException;

/**
 * An event packed into one binary, as {@code docs/protocol.md} has it for links: for
 * events with more binaries than Socket.IO's clients take.
 *
 * @param content the name, {@code null} for an answer, and the arguments as one JSON
 * array in UTF-8; not checked
 * @param attachments the binaries
 * @since 0.1.0
 */
@SuppressWarnings("ArrayRecordComponent") // bytes pass through; nobody compares events
public record PackedEvent(byte[] content, List<byte[]> attachments) {

	/**
	 * Write the event.
	 * @param ack the number of the question that the event asks or answers, 0 for none
	 * @return the bytes
	 */
	public byte[] write(long ack) {
		int length = 2 * Integer.BYTES + this.content.length;
		for (byte[] attachment : this.attachments) {
			length = Math.addExact(length, Integer.BYTES + attachment.length);
		}
		ByteBuffer bytes = ByteBuffer.allocate(length).putInt((int) ack);
		bytes.putInt(this.content.length).put(this.content);
		this.attachments.forEach((attachment) -> bytes.putInt(attachment.length).put(attachment));
		return bytes.array();
	}

	/**
	 * Read an event.
	 * @param bytes an event as {@link #write} writes it
	 * @return the event
	 * @throws RefusedException if that is no event, or has too many binaries
	 */
	public static PackedEvent read(byte[] bytes) {
		ByteBuffer in = ByteBuffer.wrap(bytes);
		try {
			// the ack, which the header of the event around this one has as well
			in.getInt();
			byte[] content = section(in);
			List<byte[]> attachments = new ArrayList<>();
			while (in.hasRemaining()) {
				attachments.add(section(in));
				if (attachments.size() > EventLimits.MAX_BINARIES) {
					throw new RefusedException(ErrorCode.TOO_LARGE,
							"An event has at most " + EventLimits.MAX_BINARIES + " binaries");
				}
			}
			return new PackedEvent(content, attachments);
		}
		catch (BufferUnderflowException ex) {
			throw new RefusedException(ErrorCode.BAD_REQUEST, "What is packed is not an event");
		}
	}

	private static byte[] section(ByteBuffer in) {
		int length = in.getInt();
		// checked before memory is allocated
		if (length < 0 || length > in.remaining()) {
			throw new BufferUnderflowException();
		}
		byte[] section = new byte[length];
		in.get(section);
		return section;
	}

}

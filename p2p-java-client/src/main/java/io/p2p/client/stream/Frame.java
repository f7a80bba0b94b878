package io.p2p.client.stream;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * A message on a link, or one of the events in it: its type, and the numbers and bytes
 * that follow. The types are those of {@code docs/protocol.md}.
 *
 * @param type the type
 * @param first the first number, 0 if the type has none
 * @param second the second number, 0 if the type has none
 * @param third the third number, 0 if the type has none
 * @param bytes what follows: an event, or a part of one
 * @since 0.1.0
 */
@SuppressWarnings("ArrayRecordComponent") // bytes pass through; nobody compares frames
public record Frame(int type, long first, long second, long third, byte[] bytes) {

	/** One or more events, each with its length before it. */
	public static final int EVENT = 0;

	/** A part of an event: transfer, total size, offset, bytes. */
	public static final int PART = 1;

	/** The sender gave a transfer up. */
	public static final int ABORT = 2;

	/** The receiver does not want the rest of a transfer. */
	public static final int STOP = 3;

	/** A link begins: epoch, number of the last item before, announced epoch. */
	public static final int BEGIN = 4;

	/** How many items have been received. */
	public static final int RECEIVED = 5;

	/** A question whether the other end reads what it is sent. */
	public static final int PING = 6;

	/** The answer to it. */
	public static final int PONG = 7;

	/** A piece of a message, not the last. */
	public static final int PIECE = 8;

	/** The last piece of a message. */
	public static final int LAST_PIECE = 9;

	// how many numbers follow, by type
	private static final int[] NUMBERS = { 0, 3, 1, 1, 3, 1, 1, 1 };

	private static final byte[] NOTHING = {};

	/**
	 * Whether this is the last part of an event.
	 * @return whether its transfer ends with it
	 */
	public boolean isLastPart() {
		return this.type == PART && this.third + this.bytes.length == this.second;
	}

	/**
	 * Write a message.
	 * @param type its type
	 * @param numbers its numbers
	 * @param bytes what follows
	 * @return the message
	 */
	public static ByteBuffer write(int type, long[] numbers, ByteBuffer... bytes) {
		int length = 1 + numbers.length * Integer.BYTES;
		for (ByteBuffer one : bytes) {
			length += one.remaining();
		}
		ByteBuffer message = ByteBuffer.allocate(length).put((byte) type);
		for (long number : numbers) {
			message.putInt((int) number);
		}
		for (ByteBuffer one : bytes) {
			message.put(one.duplicate());
		}
		return message.flip();
	}

	/**
	 * Read a message.
	 * @param message the message
	 * @return what is in it: one frame, or several events; {@code null} if it is none
	 */
	public static @Nullable List<Frame> read(ByteBuffer message) {
		try {
			int type = message.get();
			if (type < 0 || type >= NUMBERS.length) {
				return null;
			}
			return (type == EVENT) ? events(message) : one(type, message);
		}
		catch (BufferUnderflowException ex) {
			return null;
		}
	}

	private static @Nullable List<Frame> one(int type, ByteBuffer message) {
		long[] numbers = new long[3];
		for (int i = 0; i < NUMBERS[type]; i++) {
			numbers[i] = Integer.toUnsignedLong(message.getInt());
		}
		boolean complete = (type == PART) == message.hasRemaining();
		return complete
				? List.of(new Frame(type, numbers[0], numbers[1], numbers[2], take(message, message.remaining())))
				: null;
	}

	private static List<Frame> events(ByteBuffer message) {
		List<Frame> events = new ArrayList<>();
		do {
			events.add(new Frame(EVENT, 0, 0, 0, take(message, message.getInt())));
		}
		while (message.hasRemaining());
		return events;
	}

	private static byte[] take(ByteBuffer message, int length) {
		// checked before memory is taken for it
		if (length < 0 || length > message.remaining()) {
			throw new BufferUnderflowException();
		}
		if (length == 0) {
			return NOTHING;
		}
		byte[] bytes = new byte[length];
		message.get(bytes);
		return bytes;
	}

}

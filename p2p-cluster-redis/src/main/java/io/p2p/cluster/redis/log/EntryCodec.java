package io.p2p.cluster.redis.log;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import org.springframework.util.Assert;

import io.p2p.cluster.LogBatch;
import io.p2p.cluster.LogEntry;
import io.p2p.cluster.LogEntryKind;

/**
 * Entries and batches as bytes, all numbers big-endian. The scripts read and write the
 * same: they know an entry up to its peer, and all of a batch's header. What is published
 * is what is stored. <pre>
 * batch   epoch (8 characters), offset of the first entry (8), version (1), stamp (8),
 *         stamp of the batch before (8), count (2), length (1) and name of the node,
 *         entries
 * entry   length of what follows (4), kind (1), generation (8), number (8),
 *         length (2) and id of the peer, tag (8), body
 * </pre>
 *
 * @since 0.1.0
 */
public final class EntryCodec {

	/**
	 * How long the name of a log is.
	 */
	public static final int EPOCH_LENGTH = 8;

	/**
	 * What can be counted exactly in a script.
	 */
	static final long MAX_NUMBER = 1L << 53;

	private static final int MAX_NAME = 256;

	private static final byte VERSION = 1;

	private static final int FIRST = EPOCH_LENGTH;

	private static final int STAMP = FIRST + 9;

	private static final int COUNT = STAMP + 16;

	private static final int HEADER = COUNT + 3;

	private static final int ENTRY_HEADER = 1 + 8 + 8 + 2 + 8;

	/**
	 * The kinds as they are stored: the position of one never changes.
	 */
	private static final LogEntryKind[] KINDS = { LogEntryKind.EVENT, LogEntryKind.JOIN, LogEntryKind.ARRIVE,
			LogEntryKind.LEAVE, LogEntryKind.LOST, LogEntryKind.BACK, LogEntryKind.OPEN, LogEntryKind.CLOSE,
			LogEntryKind.SERVER };

	private EntryCodec() {
	}

	/**
	 * Write an entry.
	 * @param entry the entry
	 * @return its bytes
	 */
	public static byte[] encode(LogEntry entry) {
		Assert.isTrue(entry.generation() >= LogEntry.ANY_GENERATION && entry.generation() < MAX_NUMBER,
				"'generation' is out of range");
		Assert.isTrue(entry.generation() >= 0 || entry.kind() == LogEntryKind.LEAVE,
				"Only who leaves may do so in any generation");
		boolean unlimited = entry.kind() == LogEntryKind.OPEN && entry.number() == -1;
		Assert.isTrue(unlimited || (entry.number() >= 0 && entry.number() < MAX_NUMBER), "'number' is out of range");
		byte[] peer = wellFormed(entry.peer()).getBytes(StandardCharsets.UTF_8);
		int length = ENTRY_HEADER + peer.length + entry.body().length;
		return ByteBuffer.allocate(4 + length)
			.putInt(length)
			.put(code(entry.kind()))
			.putLong(entry.generation())
			.putLong(entry.number())
			.putShort((short) peer.length)
			.put(peer)
			.putLong(entry.tag())
			.put(entry.body())
			.array();
	}

	/**
	 * Names are stored as UTF-8, which has no half characters: two names with different
	 * halves would become one.
	 * @param name a name
	 * @return the same
	 */
	public static String wellFormed(String name) {
		Assert.isTrue(name.length() <= MAX_NAME, "Names must not have more than " + MAX_NAME + " characters");
		for (int i = 0; i < name.length(); i++) {
			if (Character.isSurrogate(name.charAt(i))) {
				Assert.isTrue(Character.isHighSurrogate(name.charAt(i)) && i + 1 < name.length()
						&& Character.isLowSurrogate(name.charAt(i + 1)), "Names must be well-formed");
				i++;
			}
		}
		return name;
	}

	private static byte code(LogEntryKind kind) {
		for (byte i = 0; i < KINDS.length; i++) {
			if (KINDS[i] == kind) {
				return i;
			}
		}
		throw new IllegalArgumentException("Unknown kind " + kind);
	}

	/**
	 * The name of the log that a batch is of.
	 * @param batch the bytes of the batch
	 * @return the name
	 */
	public static String epoch(byte[] batch) {
		require(batch.length >= HEADER, "a batch without a head");
		return new String(batch, 0, EPOCH_LENGTH, StandardCharsets.ISO_8859_1);
	}

	/**
	 * Whether a batch is one that has been taken, or is before it.
	 * @param batch the bytes of the batch
	 * @param last the offset of the last entry taken
	 * @param stamp the stamp of its batch
	 * @return {@code false} if it is to be taken
	 */
	public static boolean known(byte[] batch, long last, long stamp) {
		require(batch.length >= HEADER, "a batch without a head");
		ByteBuffer buffer = ByteBuffer.wrap(batch);
		long end = buffer.getLong(FIRST) + Short.toUnsignedInt(buffer.getShort(COUNT)) - 1;
		return end < last || (end == last && buffer.getLong(STAMP) == stamp);
	}

	/**
	 * Read a batch.
	 * @param batch the bytes of the batch
	 * @return the batch
	 */
	public static StoredBatch decode(byte[] batch) {
		require(batch.length >= HEADER, "a batch without a head");
		ByteBuffer buffer = ByteBuffer.wrap(batch).position(FIRST);
		try {
			long first = buffer.getLong();
			require(first > 0 && first < MAX_NUMBER, "a batch at no offset");
			require(buffer.get() == VERSION, "a batch of another version");
			long stamp = buffer.getLong();
			long before = buffer.getLong();
			int count = Short.toUnsignedInt(buffer.getShort());
			require(count > 0, "a batch without entries");
			String node = text(buffer, Byte.toUnsignedInt(buffer.get()));
			require(buffer.remaining() / (4 + ENTRY_HEADER) >= count, "a batch that has been cut off");
			List<LogEntry> entries = new ArrayList<>(count);
			for (int i = 0; i < count; i++) {
				entries.add(entry(buffer));
			}
			require(!buffer.hasRemaining(), "a batch that is too long");
			return new StoredBatch(before, stamp, batch.length, new LogBatch(node, first, List.copyOf(entries)));
		}
		catch (BufferUnderflowException ex) {
			throw new MalformedDataException("a batch that has been cut off");
		}
	}

	private static LogEntry entry(ByteBuffer buffer) {
		int length = buffer.getInt();
		require(length >= ENTRY_HEADER && length <= buffer.remaining(), "an entry of a wrong length");
		int end = buffer.position() + length;
		int kind = buffer.get();
		require(kind >= 0 && kind < KINDS.length, "an entry of an unknown kind");
		long generation = buffer.getLong();
		long number = buffer.getLong();
		int peerLength = Short.toUnsignedInt(buffer.getShort());
		require(peerLength <= end - buffer.position() - 8, "an entry of a wrong length");
		String peer = text(buffer, peerLength);
		long tag = buffer.getLong();
		byte[] body = new byte[end - buffer.position()];
		buffer.get(body);
		return new LogEntry(KINDS[kind], peer, generation, number, tag, body);
	}

	private static String text(ByteBuffer buffer, int length) {
		require(length <= buffer.remaining(), "a name that has been cut off");
		String text = new String(buffer.array(), buffer.arrayOffset() + buffer.position(), length,
				StandardCharsets.UTF_8);
		buffer.position(buffer.position() + length);
		return text;
	}

	private static void require(boolean right, String otherwise) {
		if (!right) {
			throw new MalformedDataException(otherwise);
		}
	}

}

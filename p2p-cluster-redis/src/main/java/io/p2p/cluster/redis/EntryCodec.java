package io.p2p.cluster.redis;

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
 * same: they know an entry up to its peer, and all of a batch's header. <pre>
 * publication  epoch (8 characters), first offset (8), batch
 * batch        version (1), stamp (8), stamp of the batch before (8), count (2),
 *              length (1) and name of the node, entries
 * entry        length of what follows (4), kind (1), generation (8), number (8),
 *              length (2) and id of the peer, tag (8), body
 * </pre>
 */
final class EntryCodec {

	static final int EPOCH_LENGTH = 8;

	/**
	 * What can be counted exactly in a script.
	 */
	static final long MAX_NUMBER = 1L << 53;

	private static final byte VERSION = 1;

	private static final int ENTRY_HEADER = 1 + 8 + 8 + 2 + 8;

	/**
	 * The kinds as they are stored: the position of one never changes.
	 */
	private static final LogEntryKind[] KINDS = { LogEntryKind.EVENT, LogEntryKind.JOIN, LogEntryKind.ARRIVE,
			LogEntryKind.LEAVE, LogEntryKind.LOST, LogEntryKind.BACK, LogEntryKind.OPEN, LogEntryKind.CLOSE,
			LogEntryKind.SERVER };

	private EntryCodec() {
	}

	static byte[] encode(LogEntry entry) {
		Assert.isTrue(entry.generation() >= LogEntry.ANY_GENERATION && entry.generation() < MAX_NUMBER,
				"'generation' is out of range");
		Assert.isTrue(entry.generation() >= 0 || entry.kind() == LogEntryKind.LEAVE,
				"Only who leaves may do so in any generation");
		Assert.isTrue(entry.number() >= 0 && entry.number() < MAX_NUMBER, "'number' is out of range");
		byte[] peer = RedisScript.bytes(StoreKeys.wellFormed(entry.peer()));
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

	private static byte code(LogEntryKind kind) {
		for (byte i = 0; i < KINDS.length; i++) {
			if (KINDS[i] == kind) {
				return i;
			}
		}
		throw new IllegalArgumentException("Unknown kind " + kind);
	}

	/**
	 * Read the epoch of a publication.
	 */
	static String epoch(byte[] publication) {
		require(publication.length >= EPOCH_LENGTH + 8, "a publication without a head");
		return new String(publication, 0, EPOCH_LENGTH, StandardCharsets.ISO_8859_1);
	}

	/**
	 * Read the batch of a publication.
	 */
	static StoredBatch publication(byte[] publication) {
		require(publication.length >= EPOCH_LENGTH + 8, "a publication without a head");
		ByteBuffer buffer = ByteBuffer.wrap(publication);
		return batch(buffer.getLong(EPOCH_LENGTH), buffer.position(EPOCH_LENGTH + 8));
	}

	/**
	 * Whether the batch of a publication is one that has been taken, or is before it.
	 * @param last the offset of the last entry taken
	 * @param stamp the stamp of its batch
	 */
	static boolean known(byte[] publication, long last, long stamp) {
		int start = EPOCH_LENGTH + 8;
		require(publication.length >= start + 19, "a publication without a batch");
		ByteBuffer buffer = ByteBuffer.wrap(publication);
		long end = buffer.getLong(EPOCH_LENGTH) + Short.toUnsignedInt(buffer.getShort(start + 17)) - 1;
		return end < last || (end == last && buffer.getLong(start + 1) == stamp);
	}

	/**
	 * Read a batch.
	 * @param first the offset of its first entry
	 */
	static StoredBatch batch(long first, ByteBuffer buffer) {
		int size = buffer.remaining();
		try {
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
			return new StoredBatch(before, stamp, size, new LogBatch(node, first, List.copyOf(entries)));
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

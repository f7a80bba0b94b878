package io.p2p.cluster.redis.log;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;

import org.junit.jupiter.api.Test;

import io.p2p.cluster.LogEntry;
import io.p2p.cluster.LogEntryKind;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Entries as bytes.
 */
class EntryCodecTests {

	private static LogEntry entry(LogEntryKind kind, String peer, byte[] body) {
		return new LogEntry(kind, peer, 3, 7, -1, body);
	}

	private static byte[] batch(LogEntry... entries) {
		ByteBuffer buffer = ByteBuffer.allocate(10_000);
		buffer.put("epoch123".getBytes(StandardCharsets.UTF_8)).putLong(42);
		buffer.put((byte) 1).putLong(2000).putLong(1000).putShort((short) entries.length);
		buffer.put((byte) 4).put("node".getBytes(StandardCharsets.UTF_8));
		for (LogEntry entry : entries) {
			buffer.put(EntryCodec.encode(entry));
		}
		return Arrays.copyOf(buffer.array(), buffer.position());
	}

	@Test
	void entriesSurviveTheRoundTrip() {
		for (LogEntryKind kind : LogEntryKind.values()) {
			LogEntry entry = entry(kind, "p\u00e9er", new byte[] { 1, 2, 3 });
			LogEntry empty = entry(kind, "", new byte[0]);
			byte[] bytes = batch(entry, empty);
			assertThat(EntryCodec.epoch(bytes)).isEqualTo("epoch123");
			StoredBatch batch = EntryCodec.decode(bytes);
			assertThat(batch.stamp()).isEqualTo(2000);
			assertThat(batch.before()).isEqualTo(1000);
			assertThat(batch.first()).isEqualTo(42);
			assertThat(batch.last()).isEqualTo(43);
			assertThat(batch.batch().node()).isEqualTo("node");
			assertThat(batch.batch().entries().get(0)).usingRecursiveComparison().isEqualTo(entry);
			assertThat(batch.batch().entries().get(1)).usingRecursiveComparison().isEqualTo(empty);
		}
	}

	@Test
	void whatIsKnownIsKnownByItsHead() {
		byte[] bytes = batch(entry(LogEntryKind.EVENT, "a", new byte[0]));
		assertThat(EntryCodec.known(bytes, 41, 2000)).isFalse();
		assertThat(EntryCodec.known(bytes, 42, 2000)).isTrue();
		assertThat(EntryCodec.known(bytes, 42, 2001)).isFalse();
		assertThat(EntryCodec.known(bytes, 43, 2001)).isTrue();
	}

	@Test
	void kindsAreStoredAsTheyWere() {
		assertThat(
				Arrays.stream(LogEntryKind.values()).map((kind) -> EntryCodec.encode(entry(kind, "", new byte[0]))[4]))
			.containsExactly((byte) 0, (byte) 1, (byte) 2, (byte) 3, (byte) 4, (byte) 5, (byte) 6, (byte) 7, (byte) 8);
	}

	@Test
	void bytesThatAreNoBatchAreMalformedAndNothingWorse() {
		byte[] right = batch(entry(LogEntryKind.EVENT, "peer", new byte[20]),
				entry(LogEntryKind.JOIN, "other", new byte[5]));
		for (int length = 0; length < right.length; length++) {
			byte[] cut = Arrays.copyOf(right, length);
			assertThatExceptionOfType(MalformedDataException.class).isThrownBy(() -> EntryCodec.decode(cut));
			if (length < 36) {
				assertThatExceptionOfType(MalformedDataException.class).isThrownBy(() -> EntryCodec.epoch(cut));
				assertThatExceptionOfType(MalformedDataException.class).isThrownBy(() -> EntryCodec.known(cut, 1, 1));
			}
		}
		byte[] later = right.clone();
		later[16] = 2;
		assertThatExceptionOfType(MalformedDataException.class).isThrownBy(() -> EntryCodec.decode(later))
			.withMessageContaining("version");
		Random random = new Random(1);
		for (int i = 0; i < 200_000; i++) {
			byte[] changed = right.clone();
			for (int j = random.nextInt(3); j >= 0; j--) {
				changed[random.nextInt(changed.length)] = (byte) random.nextInt(256);
			}
			try {
				EntryCodec.known(changed, 42, 2000);
				EntryCodec.decode(changed);
			}
			catch (MalformedDataException ex) {
				assertThat(ex).hasMessageContaining(" ");
			}
		}
	}

	@Test
	void numbersMustFitWhatScriptsCount() {
		byte[] body = new byte[0];
		for (LogEntry wrong : new LogEntry[] { new LogEntry(LogEntryKind.EVENT, "a", 1L << 53, 0, 0, body),
				new LogEntry(LogEntryKind.EVENT, "a", -1, 0, 0, body),
				new LogEntry(LogEntryKind.LEAVE, "a", -2, 0, 0, body),
				new LogEntry(LogEntryKind.EVENT, "a", 0, 1L << 53, 0, body),
				new LogEntry(LogEntryKind.EVENT, "a", 0, -1, 0, body),
				new LogEntry(LogEntryKind.EVENT, "a".repeat(257), 0, 0, 0, body) }) {
			assertThatIllegalArgumentException().isThrownBy(() -> EntryCodec.encode(wrong));
		}
	}

}

package io.p2p.benchmarks;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class FrameReaderTests {

	private static final int STAMP = 0x1234;

	private final Heard heard = new Heard();

	@Test
	void measuredFramesAreCountedHoweverTheBytesAreCut() {
		byte[] bytes = frames(text("40{\"sid\":\"a\"}"), event(Payload.SMALL), text("2"), event(Payload.MEDIUM));
		for (int cut = 0; cut <= bytes.length; cut++) {
			Heard heard = new Heard();
			read(reader(heard, Payload.SMALL), bytes, cut);
			assertThat(heard.stamps).containsExactly((long) STAMP, (long) STAMP);
			assertThat(heard.messages).containsExactly("40{\"sid\":\"a\"}", "2");
		}
	}

	@Test
	void ofAnEventWithABinaryTheBinaryCounts() {
		byte[] head = text("451-[\"peer-bin\",{\"_placeholder\":true,\"num\":0}]");
		byte[] bytes = frames(head, frame(WebSocketFrames.BINARY, Payload.LARGE.binaryBytes()));
		FrameReader reader = new FrameReader(this.heard, Dialect.PLAIN.marker(Payload.LARGE, false));
		read(reader, bytes, head.length + 100);
		assertThat(this.heard.stamps).hasSize(1);
		assertThat(this.heard.messages).isEmpty();
	}

	@Test
	void aSampleIsWhatWasSent() {
		FrameReader reader = reader(this.heard, Payload.SMALL);
		reader.sample();
		byte[] bytes = text(Dialect.PLAIN.event("", "peer-msg", Payload.SMALL.json(0)));
		read(reader, bytes, 50);
		assertThat(this.heard.samples).hasSize(1).allMatch(Payload.SMALL::isIn);
		assertThat(Payload.SMALL.json(0)).hasSize(Payload.SMALL.bytes());
	}

	@Test
	void anEventOfAnotherNameIsNotMeasured() {
		read(reader(this.heard, Payload.SMALL), text("42[\"peer-disconnect\",{\"peerId\":\"a\"}]"), 5);
		assertThat(this.heard.stamps).isEmpty();
		assertThat(this.heard.messages).hasSize(1);
	}

	private static FrameReader reader(Heard heard, Payload payload) {
		return new FrameReader(heard, Dialect.PLAIN.marker(payload, true));
	}

	private static void read(FrameReader reader, byte[] bytes, int cut) {
		ByteBuffer buffer = ByteBuffer.allocateDirect(bytes.length);
		buffer.put(bytes, 0, cut);
		reader.read(buffer.flip());
		buffer.clear();
		reader.restore(buffer);
		buffer.put(bytes, cut, bytes.length - cut);
		reader.read(buffer.flip());
	}

	private static byte[] event(Payload payload) {
		return text(Dialect.PLAIN.event("", "peer-msg", payload.json(STAMP)));
	}

	private static byte[] text(String text) {
		return frame(WebSocketFrames.TEXT, text.getBytes(StandardCharsets.UTF_8));
	}

	// as servers send them: without a mask
	private static byte[] frame(int opcode, byte[] payload) {
		ByteBuffer frame = ByteBuffer.allocate(payload.length + 10).put((byte) (0x80 | opcode));
		if (payload.length < 126) {
			frame.put((byte) payload.length);
		}
		else if (payload.length < 65536) {
			frame.put((byte) 126).putShort((short) payload.length);
		}
		else {
			frame.put((byte) 127).putLong(payload.length);
		}
		byte[] bytes = new byte[frame.put(payload).flip().remaining()];
		frame.get(bytes);
		return bytes;
	}

	private static byte[] frames(byte[]... frames) {
		ByteBuffer all = ByteBuffer.allocate(100_000);
		for (byte[] frame : frames) {
			all.put(frame);
		}
		byte[] bytes = new byte[all.flip().remaining()];
		all.get(bytes);
		return bytes;
	}

	private static final class Heard implements FrameReader.Listener {

		private final List<Long> stamps = new ArrayList<>();

		private final List<byte[]> samples = new ArrayList<>();

		private final List<String> messages = new ArrayList<>();

		@Override
		public void measured(long stamp) {
			this.stamps.add(stamp);
		}

		@Override
		public void sampled(byte[] payload) {
			this.samples.add(payload);
		}

		@Override
		public void message(int opcode, byte[] payload) {
			this.messages.add(new String(payload, StandardCharsets.UTF_8));
		}

	}

}

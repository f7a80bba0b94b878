package io.p2p.engineio.protocol;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class ByteScanTests {

	private static final byte[] INTERESTING = { '"', '\\', ' ', '!', '#', '[', ']', 0, 31, 32, 33, 127, -128, -1, 'a' };

	private final Random random = new Random(7);

	@Test
	void whenBytesAreSkippedThenTheFirstSpecialOneIsFoundAsByLookingAtEach() {
		for (int round = 0; round < 20_000; round++) {
			byte[] json = new byte[this.random.nextInt(40)];
			for (int i = 0; i < json.length; i++) {
				json[i] = (this.random.nextInt(8) > 0) ? (byte) 'a'
						: INTERESTING[this.random.nextInt(INTERESTING.length)];
			}
			int from = this.random.nextInt(json.length + 1);
			assertThat(ByteScan.skipPlain(json, from, json.length)).as(Arrays.toString(json) + " from " + from)
				.isEqualTo(firstSpecial(json, from));
		}
	}

	@Test
	void whenBytesAreNotUtf8ThenTheyAreRefusedWhereverTheFaultIs() {
		for (String text : new String[] { "", "plain text of some length", "é", "twelve bytes😀 and more é" }) {
			byte[] valid = text.getBytes(StandardCharsets.UTF_8);
			ByteScan.checkUtf8(valid);
			for (int at = 0; at <= valid.length; at++) {
				byte[] broken = Arrays.copyOf(valid, valid.length + 1);
				System.arraycopy(valid, at, broken, at + 1, valid.length - at);
				broken[at] = (byte) 0xff;
				assertThatExceptionOfType(InvalidPacketException.class).isThrownBy(() -> ByteScan.checkUtf8(broken));
			}
		}
	}

	private static int firstSpecial(byte[] json, int from) {
		for (int i = from; i < json.length; i++) {
			if (json[i] == '"' || json[i] == '\\' || (json[i] >= 0 && json[i] < ' ')) {
				return i;
			}
		}
		return json.length;
	}

}

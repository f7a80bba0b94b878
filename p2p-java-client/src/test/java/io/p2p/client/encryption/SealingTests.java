package io.p2p.client.encryption;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

import io.p2p.client.wire.Json;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What is sealed, beside what the browser client has sealed with WebCrypto.
 */
class SealingTests {

	private static final String BY_PASSPHRASE = "0000000000c0724000000000e511f5f8471517ed81fd0e41bea18310338046e680633726"
			+ "d61efaf300af1053fbb88a876c86fe4336a95849cf6280b60963c1563a20541c26a37f11a1a343de88482d213209ed194c4b32ad82"
			+ "da0d5ae925e81ae7c9644481f32a383ebbad9e040235e37ee5c97c";

	private static final String BY_BYTES = "0000000000c0724000000000b7513ed1f6d322da74fb2bd9a9bb95b3c8d04b5d164ec12b4471"
			+ "b58caa8d6afb9ac5a6b66c6c316b91c05004d6bf52a71341e50fe8f4656b3ee503172ff0aa67b51331d2b1810dd51c4632000ec612"
			+ "a9ac45cda3fa87e3836b358133aaca819ea5594500f92d2bec";

	private static SenderKey ofBytes() {
		byte[] secret = new byte[16];
		for (int i = 0; i < secret.length; i++) {
			secret[i] = (byte) i;
		}
		return RoomKey.of(secret, "kitchen").of("a salt");
	}

	private static void isWhatThePageSaid(SenderKey key, String sealed) {
		Opened opened = key.open("the sender", HexFormat.of().parseHex(sealed));
		assertThat(opened).isNotNull();
		assertThat(opened.number()).isEqualTo(300);
		assertThat(opened.event()).isEqualTo("p2p:msg");
		assertThat(opened.header().text("room")).isEqualTo("kitchen");
		assertThat(opened.before("me")).isEqualTo(7);
		assertThat(opened.since("me", "my salt")).isEqualTo(4);
		assertThat(opened.since("me", "another")).isNull();
		assertThat(opened.payload()).containsExactly(1, 2, 3);
	}

	// with the last letter typed otherwise than the page had it
	@Test
	void whenKeyIsAPassphraseThenItIsThatOfThePage() {
		isWhatThePageSaid(RoomKey.of("caf\u00e9", "kitchen").of("a salt"), BY_PASSPHRASE);
	}

	@Test
	void whenKeyIsBytesThenItIsThatOfThePage() {
		isWhatThePageSaid(ofBytes(), BY_BYTES);
	}

	@Test
	void whenSealedThenItIsAsThePageSealsIt() {
		ObjectNode said = (ObjectNode) Json.read("""
				{"e":"p2p:msg","h":{"room":"kitchen"},"p":7,"x":{},"g":{"me":["my salt",4]}}"""
			.getBytes(StandardCharsets.UTF_8));
		byte[] sealed = ofBytes().seal(300, "the sender", said, ByteBuffer.wrap(new byte[] { 1, 2, 3 }));
		assertThat(sealed).asHexString().isEqualToIgnoringCase(BY_BYTES);
	}

	@Test
	void whenItIsOfSomebodyElseThenItCannotBeOpened() {
		byte[] sealed = HexFormat.of().parseHex(BY_BYTES);
		assertThat(ofBytes().open("another sender", sealed)).isNull();
		assertThat(RoomKey.of(new byte[16], "kitchen").of("a salt").open("the sender", sealed)).isNull();
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 7, 12, 40, 115 })
	void whenABitIsAnotherThenItCannotBeOpened(int at) {
		byte[] sealed = HexFormat.of().parseHex(BY_BYTES);
		sealed[at] ^= 1;
		assertThat(ofBytes().open("the sender", sealed)).isNull();
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 1, 11, 12, 27, 28 })
	void whenItIsTooShortThenItCannotBeOpened(int length) {
		byte[] sealed = Arrays.copyOf(HexFormat.of().parseHex(BY_BYTES), length);
		assertThat(ofBytes().open("the sender", sealed)).isNull();
	}

}

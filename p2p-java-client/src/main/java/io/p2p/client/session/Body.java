package io.p2p.client.session;

import java.nio.ByteBuffer;
import java.util.List;

import io.p2p.client.wire.EncodedEvent;

/**
 * The arguments of an event of the protocol behind the first one.
 *
 * @param json the arguments as a JSON array; not to be written to
 * @param binaries the binaries that it refers to
 * @since 0.1.0
 */
@SuppressWarnings("ArrayRecordComponent") // bytes pass through; nobody compares them
public record Body(byte[] json, List<ByteBuffer> binaries) {

	/** No further arguments. */
	public static final Body NONE = new Body(new byte[] { '[', ']' }, List.of());

	/** One binary as the arguments, not to be written to. */
	public static final byte[] ONE_BINARY = "[{\"_placeholder\":true,\"num\":0}]"
		.getBytes(java.nio.charset.StandardCharsets.US_ASCII);

	/**
	 * The name and the arguments of an event of the application.
	 * @param message the event
	 * @return the arguments
	 */
	public static Body of(EncodedEvent message) {
		return new Body(message.content(), message.binaries().stream().map(ByteBuffer::wrap).toList());
	}

	/**
	 * One binary.
	 * @param bytes the binary
	 * @return the argument
	 */
	public static Body of(ByteBuffer bytes) {
		return new Body(ONE_BINARY, List.of(bytes));
	}

	boolean isEmpty() {
		return this.json.length <= 2;
	}

}

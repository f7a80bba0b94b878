package io.p2p.engineio.protocol;

/**
 * The body of an HTTP request or response of long polling.
 *
 * @param contentType what it is
 * @param bytes what is in it
 * @since 0.1.0
 */
@SuppressWarnings("ArrayRecordComponent") // bytes pass through; nobody compares bodies
public record Payload(String contentType, byte[] bytes) {

	/**
	 * The type of text.
	 */
	public static final String TEXT = "text/plain; charset=UTF-8";

	/**
	 * The type of bytes.
	 */
	public static final String BINARY = "application/octet-stream";

}

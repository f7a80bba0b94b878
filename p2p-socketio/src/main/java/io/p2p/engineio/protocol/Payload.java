package io.p2p.engineio.protocol;

/**
 * The body of an HTTP request or response of long polling.
 *
 * @param contentType its {@code Content-Type}
 * @param bytes its content
 * @since 0.1.0
 */
@SuppressWarnings("ArrayRecordComponent") // bytes pass through; nobody compares bodies
public record Payload(String contentType, byte[] bytes) {

	/**
	 * The content type of text.
	 */
	public static final String TEXT = "text/plain; charset=UTF-8";

	/**
	 * The content type of bytes, in Engine.IO v3.
	 */
	public static final String BINARY = "application/octet-stream";

}

package io.p2p.engineio.protocol;

/**
 * The body of an HTTP request or response of long polling.
 *
 * @param contentType what it is
 * @param bytes what is in it
 */
@SuppressWarnings("ArrayRecordComponent") // bytes pass through; nobody compares bodies
record Payload(String contentType, byte[] bytes) {

	static final String TEXT = "text/plain; charset=UTF-8";

	static final String BINARY = "application/octet-stream";

}

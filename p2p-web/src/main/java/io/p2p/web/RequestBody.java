package io.p2p.web;

import java.io.ByteArrayOutputStream;

/**
 * The body of a request as it comes, up to a limit.
 */
final class RequestBody {

	private final int most;

	private ByteArrayOutputStream bytes = new ByteArrayOutputStream(0);

	RequestBody(int most) {
		this.most = most;
	}

	/**
	 * Take a part.
	 * @return {@code false} if that is more than there may be
	 */
	boolean append(byte[] part) {
		if (this.bytes.size() + part.length > this.most) {
			take();
			return false;
		}
		this.bytes.writeBytes(part);
		return true;
	}

	byte[] take() {
		byte[] all = this.bytes.toByteArray();
		this.bytes = new ByteArrayOutputStream(0);
		return all;
	}

}

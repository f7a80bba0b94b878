package io.p2p.web.servlet;

import java.io.IOException;
import java.util.Arrays;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;

import io.p2p.web.WebRequest;

/**
 * Hands the body of a request over as it comes, without blocking a thread.
 */
final class ServletBody implements ReadListener {

	private static final int CHUNK = 8192;

	private final ServletInputStream in;

	private final WebRequest target;

	private final Runnable failed;

	private long taken;

	/**
	 * Create a reader.
	 * @param failed run if the client has gone, or has sent what is no body
	 */
	ServletBody(ServletInputStream in, WebRequest target, Runnable failed) {
		this.in = in;
		this.target = target;
		this.failed = failed;
	}

	@Override
	public void onDataAvailable() throws IOException {
		byte[] chunk = new byte[CHUNK];
		// more than that has been refused, and is left to the container
		while (this.taken <= this.target.maxBody() && this.in.isReady() && !this.in.isFinished()) {
			int length = this.in.read(chunk);
			if (length > 0) {
				this.taken += length;
				this.target.append(Arrays.copyOf(chunk, length));
			}
		}
	}

	@Override
	public void onAllDataRead() {
		this.target.complete();
	}

	@Override
	public void onError(Throwable failure) {
		this.failed.run();
	}

}

package io.p2p.web;

import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import org.jspecify.annotations.Nullable;

import io.p2p.engineio.exchange.FrameSink;
import io.p2p.engineio.send.EncodedBatch;

/**
 * Stands for a WebSocket that was lost before it was opened.
 */
final class ClosedSink implements FrameSink {

	@Override
	public void write(EncodedBatch batch, @Nullable Runnable done) {
		if (done != null) {
			done.run();
		}
	}

	@Override
	public void flush() {
		// nothing has been written
	}

	@Override
	public void text(String text) {
		// nobody is there
	}

	@Override
	public long pendingBytes() {
		return 0;
	}

	@Override
	public boolean isWritable() {
		return false;
	}

	@Override
	public void read(boolean on) {
		// nobody is there
	}

	@Override
	public void close() {
		// is closed
	}

	@Override
	public void closeAfterwards() {
		// is closed
	}

	@Override
	public void farewell(WebSocketCloseStatus status, boolean silent, boolean flood) {
		// nobody is there
	}

}

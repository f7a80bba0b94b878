package io.p2p.web.jetty;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.Arrays;

import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.eclipse.jetty.util.BufferUtil;
import org.jspecify.annotations.Nullable;

import io.p2p.web.Wire;

/**
 * A connection of Jetty.
 */
final class JettyWire implements Wire {

	private final EndPoint endPoint;

	private final SocketChannel socket;

	private JettyWire(EndPoint endPoint, SocketChannel socket) {
		this.endPoint = endPoint;
		this.socket = socket;
	}

	/**
	 * The wire of an end point.
	 * @return the wire, {@code null} if the end point has no socket of its own, as a
	 * stream of HTTP/2
	 */
	static @Nullable JettyWire of(EndPoint endPoint) {
		Object transport = endPoint.getTransport();
		while (transport instanceof EndPoint below) {
			transport = below.getTransport();
		}
		return (transport instanceof SocketChannel socket) ? new JettyWire(endPoint, socket) : null;
	}

	SocketChannel socket() {
		return this.socket;
	}

	@Override
	public boolean isLayered() {
		return !(this.endPoint instanceof SocketChannelEndPoint);
	}

	// Jetty's buffers are filled from their limit on.
	@Override
	public int read(ByteBuffer into) throws IOException {
		ByteBuffer target = into.slice();
		target.limit(0);
		int read = this.endPoint.fill(target);
		into.position(into.position() + Math.max(0, read));
		return read;
	}

	@Override
	public long write(ByteBuffer[] buffers, int count) throws IOException {
		ByteBuffer[] all = Arrays.copyOf(buffers, count);
		long before = BufferUtil.remaining(all);
		this.endPoint.flush(all);
		return before - BufferUtil.remaining(all);
	}

	@Override
	public boolean flush() throws IOException {
		return !isLayered() || this.endPoint.flush(BufferUtil.EMPTY_BUFFER);
	}

	@Override
	public void close() {
		this.endPoint.close();
	}

}

package io.p2p.web.tomcat;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;

import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.NioEndpoint.NioSocketWrapper;
import org.apache.tomcat.util.net.SecureNioChannel;
import org.jspecify.annotations.Nullable;

import io.p2p.web.Wire;

/**
 * A connection of Tomcat. Without TLS only its socket is used, which nobody has after
 * this; with TLS, Tomcat's channel, which Tomcat gives to another client when the
 * connection has been closed: so it is not touched then.
 */
final class TomcatWire implements Wire {

	private final NioSocketWrapper connection;

	private final NioChannel channel;

	private final SocketChannel socket;

	private @Nullable TomcatBuffers buffers;

	TomcatWire(NioSocketWrapper connection) {
		this.connection = connection;
		this.channel = connection.getSocket();
		this.socket = this.channel.getIOChannel();
		this.buffers = isLayered() ? null : TomcatBuffers.release(connection.getSocketBufferHandler());
	}

	SocketChannel socket() {
		return this.socket;
	}

	@Override
	public boolean isLayered() {
		return this.channel instanceof SecureNioChannel;
	}

	@Override
	public int read(ByteBuffer into) throws IOException {
		check();
		try {
			return this.connection.read(false, into);
		}
		catch (EOFException ex) {
			return -1;
		}
	}

	@Override
	public long write(ByteBuffer[] buffers, int count) throws IOException {
		check();
		long written = 0;
		for (int i = 0; i < count; i++) {
			while (buffers[i].hasRemaining()) {
				int taken = this.channel.write(buffers[i]);
				written += taken;
				if (taken == 0 || this.channel.getOutboundRemaining() > 0) {
					return written;
				}
			}
		}
		return written;
	}

	@Override
	public boolean flush() throws IOException {
		check();
		return this.channel.getOutboundRemaining() == 0 || this.channel.flushOutbound();
	}

	private void check() throws ClosedChannelException {
		if (this.connection.isClosed()) {
			throw new ClosedChannelException();
		}
	}

	// Tomcat's poller has the socket, and would keep its descriptor open until it selects
	// the next time. To cancel its key earlier is no good: a poller that is about to look
	// at the key closes the connection then.
	@Override
	public void close() {
		TomcatBuffers released = this.buffers;
		this.buffers = null;
		if (released != null) {
			released.restore();
		}
		this.connection.close();
		this.connection.getPoller().getSelector().wakeup();
	}

}

package io.p2p.web.jetty;

import java.nio.ByteBuffer;

import io.netty.buffer.Unpooled;
import org.eclipse.jetty.io.AbstractConnection;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.util.BufferUtil;
import org.jspecify.annotations.Nullable;

import io.p2p.web.PendingWebSocket;
import io.p2p.web.TakenChannel;

/**
 * Gives a connection to a WebSocket when Jetty has answered its request. From then on
 * Jetty only knows that there is one.
 */
final class JettyConnection extends AbstractConnection implements Connection.UpgradeTo {

	private final PendingWebSocket socket;

	private final TakenChannel channel;

	private ByteBuffer early = BufferUtil.EMPTY_BUFFER;

	JettyConnection(EndPoint endPoint, JettyWire wire, PendingWebSocket socket) {
		super(endPoint, Runnable::run);
		this.channel = new TakenChannel(wire.socket(), wire);
		this.socket = socket;
	}

	// What came behind the request, before its answer. Jetty uses the buffer again.
	@Override
	public void onUpgradeTo(ByteBuffer buffer) {
		this.early = BufferUtil.copy(buffer);
	}

	@Override
	public void onOpen() {
		super.onOpen();
		// the session's heartbeat notices a client that has gone
		getEndPoint().setIdleTimeout(0);
		this.socket.take(this.channel, Unpooled.wrappedBuffer(this.early));
	}

	@Override
	public void onClose(@Nullable Throwable cause) {
		super.onClose(cause);
		this.socket.abandon();
		this.channel.close();
	}

	@Override
	public void onFillable() {
		// is never asked for
	}

}

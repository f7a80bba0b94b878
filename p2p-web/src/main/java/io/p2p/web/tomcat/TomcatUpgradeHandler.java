package io.p2p.web.tomcat;

import java.nio.ByteBuffer;

import io.netty.buffer.Unpooled;
import jakarta.servlet.http.WebConnection;
import org.apache.coyote.http11.upgrade.InternalHttpUpgradeHandler;
import org.apache.tomcat.util.net.AbstractEndpoint.Handler.SocketState;
import org.apache.tomcat.util.net.NioEndpoint.NioSocketWrapper;
import org.apache.tomcat.util.net.SSLSupport;
import org.apache.tomcat.util.net.SocketBufferHandler;
import org.apache.tomcat.util.net.SocketEvent;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.jspecify.annotations.Nullable;

import io.p2p.web.PendingWebSocket;
import io.p2p.web.TakenChannel;

/**
 * Gives a connection to a WebSocket when Tomcat has answered its request. From then on
 * Tomcat only knows that there is one. Tomcat creates it.
 *
 * @since 0.1.0
 */
public final class TomcatUpgradeHandler implements InternalHttpUpgradeHandler {

	private @Nullable PendingWebSocket socket;

	private @Nullable SocketWrapperBase<?> connection;

	/**
	 * Create a handler.
	 */
	public TomcatUpgradeHandler() {
	}

	void give(PendingWebSocket socket) {
		this.socket = socket;
	}

	@Override
	public void setSocketWrapper(SocketWrapperBase<?> connection) {
		this.connection = connection;
	}

	@Override
	public void init(WebConnection ignored) {
		PendingWebSocket target = this.socket;
		if (target == null) {
			return;
		}
		if (this.connection instanceof NioSocketWrapper nio) {
			ByteBuffer early = leftover(nio);
			TomcatWire wire = new TomcatWire(nio);
			target.take(new TakenChannel(wire.socket(), wire), Unpooled.wrappedBuffer(early));
		}
		else {
			target.abandon();
		}
	}

	// What came behind the request, before its answer.
	private static ByteBuffer leftover(NioSocketWrapper nio) {
		SocketBufferHandler buffers = nio.getSocketBufferHandler();
		if (buffers.isReadBufferEmpty()) {
			return ByteBuffer.allocate(0);
		}
		buffers.configureReadBufferForRead();
		ByteBuffer early = buffers.getReadBuffer();
		ByteBuffer copy = ByteBuffer.allocate(early.remaining()).put(early);
		return copy.flip();
	}

	@Override
	public SocketState upgradeDispatch(SocketEvent status) {
		// not to be selected any more; without a WebSocket there is nothing to wait for
		return (this.socket != null) ? SocketState.SUSPENDED : SocketState.CLOSED;
	}

	@Override
	public void timeoutAsync(long now) {
		// the session's heartbeat notices a client that has gone
	}

	@Override
	public void setSslSupport(SSLSupport support) {
		// the connection is encrypted as it was
	}

	@Override
	public void pause() {
		// the Socket.IO server drains its clients itself
	}

	@Override
	public void destroy() {
		PendingWebSocket target = this.socket;
		if (target != null) {
			target.abandon();
		}
	}

}

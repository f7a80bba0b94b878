package io.p2p.engineio.exchange;

import java.net.InetSocketAddress;
import java.security.Principal;
import java.util.function.Function;

import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpRequest;
import org.jspecify.annotations.Nullable;

import io.p2p.engineio.protocol.EngineVersion;
import io.p2p.engineio.send.SerialExecutor;

/**
 * One HTTP request that waits for its response, whichever HTTP server has received it.
 * Used on {@link #executor() its executor}.
 *
 * @since 0.1.0
 */
public interface HttpExchange {

	/**
	 * Where the request is handled.
	 * @return the executor, the same object for all that one event loop handles
	 */
	SerialExecutor executor();

	/**
	 * Where the request came from.
	 * @return the client's address, or that of a proxy
	 */
	InetSocketAddress remoteAddress();

	/**
	 * Where the request arrived.
	 * @return the server's address
	 */
	InetSocketAddress localAddress();

	/**
	 * Who has sent the request, where the web server that has received it knows that.
	 * @return the user, {@code null} if nobody has been authenticated
	 */
	default @Nullable Principal principal() {
		return null;
	}

	/**
	 * Write the response.
	 * @param response the response, with its length
	 * @param last whether the connection is closed behind it
	 * @param written run when the response has left or never will, on any thread;
	 * {@code null} if nobody waits
	 */
	void respond(FullHttpResponse response, boolean last, @Nullable Runnable written);

	/**
	 * Answer {@code Expect: 100-continue}, so that the client sends the body.
	 */
	void proceed();

	/**
	 * Move the connection to the executor of the session that the request is for.
	 * @param executor the session's executor
	 * @param then run there; never if the connection breaks meanwhile
	 */
	void moveTo(SerialExecutor executor, Runnable then);

	/**
	 * Upgrade the connection to a WebSocket.
	 * @param head the request that asks for it
	 * @param version the revision of Engine.IO: v3 has a type byte before binaries
	 * @param open creates the listener of the WebSocket, given its sink
	 */
	void webSocket(HttpRequest head, EngineVersion version, Function<FrameSink, FrameListener> open);

}

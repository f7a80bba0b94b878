package io.p2p.engineio.exchange;

import java.net.InetSocketAddress;
import java.util.function.Function;

import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpRequest;
import org.jspecify.annotations.Nullable;

import io.p2p.engineio.protocol.EngineVersion;
import io.p2p.engineio.send.SerialExecutor;

/**
 * One HTTP request that waits for its response, whichever server has taken it. Used on
 * its executor.
 *
 * @since 0.1.0
 */
public interface HttpExchange {

	/**
	 * Where the request is taken.
	 * @return the executor, one for all that lives there
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
	 * Write the response.
	 * @param response the response, with its length
	 * @param last whether the connection is closed behind it
	 * @param written run when it has left or never will, on any thread; {@code null} if
	 * nobody waits
	 */
	void respond(FullHttpResponse response, boolean last, @Nullable Runnable written);

	/**
	 * Let the client go on with the body that it has announced.
	 */
	void proceed();

	/**
	 * Go on elsewhere, where the session lives that the request is for.
	 * @param executor where
	 * @param then run there; never if the connection breaks on its way
	 */
	void moveTo(SerialExecutor executor, Runnable then);

	/**
	 * Make a WebSocket of the connection.
	 * @param head the request that asks for it
	 * @param version the revision of Engine.IO, by which binary messages are framed
	 * @param open finds who takes what comes, given the way out
	 */
	void webSocket(HttpRequest head, EngineVersion version, Function<FrameSink, FrameListener> open);

}

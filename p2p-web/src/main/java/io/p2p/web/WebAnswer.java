package io.p2p.web;

import io.netty.handler.codec.http.FullHttpResponse;
import org.jspecify.annotations.Nullable;

/**
 * What the engine answers to a request that a web server has received.
 *
 * @since 0.1.0
 */
public sealed interface WebAnswer {

	/**
	 * A response.
	 *
	 * @param response status, headers and body, with its length
	 * @param last whether the connection is closed behind it
	 * @param written run when the response has left or never will, on any thread;
	 * {@code null} if nobody waits
	 */
	record Response(FullHttpResponse response, boolean last, @Nullable Runnable written) implements WebAnswer {

		/**
		 * The response has left, or never will.
		 */
		public void finish() {
			if (this.written != null) {
				this.written.run();
			}
		}

	}

	/**
	 * The connection becomes a WebSocket.
	 *
	 * @param socket takes it
	 */
	record Upgrade(PendingWebSocket socket) implements WebAnswer {

	}

}

package io.p2p.engineio;

import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import org.jspecify.annotations.Nullable;

import io.p2p.engineio.exchange.FrameListener;
import io.p2p.engineio.exchange.FrameSink;
import io.p2p.engineio.exchange.HttpExchange;
import io.p2p.engineio.protocol.EngineError;
import io.p2p.engineio.protocol.InvalidPacketException;

/**
 * Upgrades an HTTP connection to a WebSocket, for a new session or for one that uses long
 * polling so far.
 */
final class WebSocketUpgrade {

	private final EngineServer server;

	private final EngineRequest request;

	WebSocketUpgrade(EngineServer server, EngineRequest request) {
		this.server = server;
		this.request = request;
	}

	void run() {
		HttpExchange http = this.request.exchange().http();
		EngineSession existing = this.request.session();
		if (existing != null) {
			// the connection may be on another event loop than the session
			http.moveTo(existing.executor(), () -> upgrade(http, existing));
			return;
		}
		EngineSession session = this.server.create(this.request, http.executor());
		if (session != null) {
			http.webSocket(this.request.head(), session.version(),
					(sink) -> new WebSocketTransport(sink, session, true));
		}
	}

	private void upgrade(HttpExchange http, EngineSession session) {
		if (session.isOpen()) {
			http.webSocket(this.request.head(), session.version(), (sink) -> candidate(sink, session));
		}
		else {
			this.request.exchange().last().fail(EngineError.UNKNOWN_SID);
		}
	}

	private FrameListener candidate(FrameSink sink, EngineSession session) {
		WebSocketTransport transport = new WebSocketTransport(sink, session, false);
		if (!session.upgrade().begin(transport)) {
			return new Refused(sink, session.handshake().isFromOkHttp());
		}
		transport.expectUpgrade(this.server.options().upgradeTimeout());
		return transport;
	}

	/**
	 * A WebSocket for a session that cannot be upgraded. It is accepted and then closed,
	 * as socket.io's own server does: clients take a refused handshake for a failure.
	 */
	private record Refused(FrameSink sink, boolean silent) implements FrameListener {

		@Override
		public void opened() {
			this.sink.farewell(WebSocketCloseStatus.PROTOCOL_ERROR, this.silent, false);
		}

		@Override
		public boolean charge() {
			return false;
		}

		@Override
		public void text(byte[] text) {
			// ignored, as the WebSocket is being closed
		}

		@Override
		public void binary(byte[] message) {
			// ignored, as the WebSocket is being closed
		}

		@Override
		public void invalid(InvalidPacketException reason) {
			this.sink.close();
		}

		@Override
		public void failed(@Nullable Throwable failure) {
			this.sink.close();
		}

		@Override
		public void closed() {
			// nothing to clean up
		}

	}

}

package io.p2p.engineio;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;

import io.p2p.engineio.exchange.FrameListener;
import io.p2p.engineio.exchange.FrameSink;
import io.p2p.engineio.exchange.HttpExchange;
import io.p2p.engineio.protocol.EngineVersion;
import io.p2p.engineio.send.EncodedBatch;
import io.p2p.engineio.send.Frame;
import io.p2p.engineio.send.SerialExecutor;

/**
 * A request that no server has taken: what is answered stays here, and a WebSocket that
 * is made of it, too.
 */
final class TestExchange implements HttpExchange, FrameSink {

	private static final InetSocketAddress ADDRESS = new InetSocketAddress(InetAddress.getLoopbackAddress(), 1);

	private final SerialExecutor executor;

	// what a client of polling has been answered, or what came by the WebSocket
	private final List<String> heard = new ArrayList<>();

	private final List<String> written = new ArrayList<>();

	private FrameListener listener;

	private int status;

	private boolean reading = true;

	private boolean closed;

	TestExchange(SerialExecutor executor) {
		this.executor = executor;
	}

	static HttpRequest get(String query) {
		return request(HttpMethod.GET, query);
	}

	static HttpRequest post(String query) {
		return request(HttpMethod.POST, query);
	}

	static HttpRequest upgrade(String query) {
		HttpRequest request = get(query);
		request.headers()
			.set("Upgrade", "websocket")
			.set("Connection", "Upgrade")
			.set("Sec-WebSocket-Version", "13")
			.set("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==");
		return request;
	}

	private static HttpRequest request(HttpMethod method, String query) {
		return new DefaultHttpRequest(HttpVersion.HTTP_1_1, method, "/socket.io/?EIO=4&" + query);
	}

	/**
	 * The status of the response, 0 as long as there is none.
	 */
	int status() {
		return this.status;
	}

	List<String> heard() {
		return this.heard;
	}

	boolean isReading() {
		return this.reading;
	}

	boolean isClosed() {
		return this.closed;
	}

	/**
	 * The way in of the WebSocket.
	 */
	FrameListener listener() {
		return this.listener;
	}

	void say(String text) {
		this.listener.text(text.getBytes(StandardCharsets.UTF_8));
	}

	@Override
	public SerialExecutor executor() {
		return this.executor;
	}

	@Override
	public InetSocketAddress remoteAddress() {
		return ADDRESS;
	}

	@Override
	public InetSocketAddress localAddress() {
		return ADDRESS;
	}

	@Override
	public void respond(FullHttpResponse response, boolean last, Runnable written) {
		this.status = response.status().code();
		this.heard.add(response.content().toString(StandardCharsets.UTF_8));
		this.closed |= last;
		if (written != null) {
			written.run();
		}
	}

	@Override
	public void proceed() {
		this.heard.add("100");
	}

	@Override
	public void moveTo(SerialExecutor other, Runnable then) {
		then.run();
	}

	@Override
	public void webSocket(HttpRequest head, EngineVersion version, Function<FrameSink, FrameListener> open) {
		this.status = 101;
		this.listener = open.apply(this);
		this.listener.opened();
	}

	@Override
	public void write(EncodedBatch batch, Runnable done) {
		for (Frame frame : batch.frames()) {
			this.written.add((frame.binary() ? "binary " : "") + new String(frame.bytes(), StandardCharsets.UTF_8));
		}
		if (done != null) {
			done.run();
		}
	}

	@Override
	public void flush() {
		this.heard.addAll(this.written);
		this.written.clear();
	}

	@Override
	public void text(String text) {
		this.heard.add(text);
	}

	@Override
	public long pendingBytes() {
		return this.written.stream().mapToLong(String::length).sum();
	}

	@Override
	public boolean isWritable() {
		return true;
	}

	@Override
	public void read(boolean on) {
		this.reading = on;
	}

	@Override
	public void close() {
		if (!this.closed) {
			this.closed = true;
			this.listener.closed();
		}
	}

	@Override
	public void closeAfterwards() {
		flush();
		close();
	}

	@Override
	public void farewell(WebSocketCloseStatus status, boolean silent, boolean flood) {
		flush();
		this.heard.add("close " + status.code());
		close();
	}

}

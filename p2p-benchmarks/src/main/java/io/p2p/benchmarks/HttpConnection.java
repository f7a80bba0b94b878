package io.p2p.benchmarks;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

import org.jspecify.annotations.Nullable;

/**
 * An HTTP connection for one request at a time, as far as the compared servers need it.
 */
final class HttpConnection extends Connection {

	private static final String HEAD_END = "\r\n\r\n";

	private final Listener listener;

	private final ByteArrayOutputStream received = new ByteArrayOutputStream();

	private boolean isConnected;

	private boolean isClosed;

	private boolean reused;

	private @Nullable String unanswered;

	private @Nullable String waiting;

	HttpConnection(LoadLoop loop, Listener listener) {
		super(loop);
		this.listener = listener;
	}

	boolean isUsable() {
		return !this.isClosed;
	}

	void request(String request) throws IOException {
		this.unanswered = request;
		if (this.isConnected) {
			send(request);
		}
		else {
			this.waiting = request;
		}
	}

	@Override
	void connected() throws IOException {
		this.isConnected = true;
		if (this.waiting != null) {
			send(this.waiting);
			this.waiting = null;
		}
	}

	@Override
	void before(ByteBuffer buffer) {
		// what is incomplete is kept in this.received
	}

	@Override
	void closed() throws IOException {
		this.isClosed = true;
		if (this.unanswered != null) {
			// a server may close a connection that it has answered on, and the next
			// request
			// may be under way then
			if (this.reused && this.received.size() == 0) {
				this.listener.unanswered(this.unanswered);
			}
			else {
				loop().fail(new BenchException("The server closed a connection instead of answering"));
			}
		}
	}

	@Override
	void broken(IOException cause) {
		try {
			closed();
		}
		catch (IOException ex) {
			super.broken(ex);
		}
	}

	@Override
	void read(ByteBuffer buffer) throws IOException {
		byte[] some = new byte[buffer.remaining()];
		buffer.get(some);
		this.received.write(some);
		String text = this.received.toString(StandardCharsets.ISO_8859_1);
		int end = text.indexOf(HEAD_END);
		if (end < 0) {
			return;
		}
		String head = text.substring(0, end).toLowerCase(Locale.ROOT);
		String rest = text.substring(end + HEAD_END.length());
		String body = head.contains("transfer-encoding: chunked") ? chunked(rest) : whole(head, rest);
		if (body != null) {
			this.received.reset();
			this.unanswered = null;
			this.reused = true;
			if (!head.startsWith("http/1.1 200")) {
				loop().fail(new BenchException("Refused: " + head.lines().findFirst().orElse("")));
			}
			if (head.contains("connection: close")) {
				this.isClosed = true;
				close();
			}
			this.listener.response(body);
		}
	}

	private static @Nullable String whole(String head, String rest) {
		int start = head.indexOf("content-length:");
		int length = (start < 0) ? 0
				: Integer.parseInt(head.substring(start + 15).lines().findFirst().orElse("").strip());
		return (rest.length() < length) ? null : rest.substring(0, length);
	}

	private static @Nullable String chunked(String rest) {
		StringBuilder body = new StringBuilder();
		int position = 0;
		while (true) {
			int lineEnd = rest.indexOf("\r\n", position);
			if (lineEnd < 0) {
				return null;
			}
			int length = Integer.parseInt(rest.substring(position, lineEnd), 16);
			position = lineEnd + 2 + length + 2;
			if (position > rest.length()) {
				return null;
			}
			if (length == 0) {
				return body.toString();
			}
			body.append(rest, lineEnd + 2, lineEnd + 2 + length);
		}
	}

	/**
	 * Takes the bodies of responses.
	 */
	interface Listener {

		void response(String body) throws IOException;

		/**
		 * The server closed the connection before it saw this request.
		 */
		void unanswered(String request) throws IOException;

	}

}

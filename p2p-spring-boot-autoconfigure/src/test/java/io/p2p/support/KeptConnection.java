package io.p2p.support;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One connection, for one HTTP request after the other.
 */
public final class KeptConnection implements AutoCloseable {

	private static final Pattern LENGTH = Pattern.compile("content-length: *(\\d+)", Pattern.CASE_INSENSITIVE);

	private final Socket socket;

	KeptConnection(URI server, Duration patience) {
		try {
			this.socket = new Socket(InetAddress.getLoopbackAddress(), server.getPort());
			this.socket.setSoTimeout((int) patience.toMillis());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	public void send(String method, String query, String body) {
		send(method, query, body.length(), body);
	}

	/**
	 * Send a request with a body of which only the beginning comes.
	 */
	public void send(String method, String query, int length, String body) {
		String request = "%s /socket.io/?%s HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n\r\n%s"
			.formatted(method, query, length, body);
		try {
			this.socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Wait for the next response.
	 * @return its body
	 */
	public String next() {
		try {
			InputStream in = this.socket.getInputStream();
			ByteArrayOutputStream head = new ByteArrayOutputStream();
			while (!head.toString(StandardCharsets.US_ASCII).endsWith("\r\n\r\n")) {
				int next = in.read();
				if (next < 0) {
					throw new EOFException("The server has closed the connection");
				}
				head.write(next);
			}
			Matcher length = LENGTH.matcher(head.toString(StandardCharsets.US_ASCII));
			return length.find() ? new String(in.readNBytes(Integer.parseInt(length.group(1))), StandardCharsets.UTF_8)
					: "";
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Override
	public void close() {
		try {
			this.socket.close();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}

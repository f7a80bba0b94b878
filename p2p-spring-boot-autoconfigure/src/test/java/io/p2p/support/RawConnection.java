package io.p2p.support;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * A TCP connection to a server, for what no decent client sends.
 */
public final class RawConnection implements AutoCloseable {

	/** What a client opens a WebSocket with, behind the first line. */
	public static final List<String> UPGRADE = List.of("Host: localhost", "Connection: Upgrade", "Upgrade: websocket",
			"Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==");

	private static final int TIMEOUT_MILLIS = 15_000;

	private static final int TEXT = 0x81;

	private static final int BINARY = 0x82;

	private static final int MASKED = 0x80;

	private final Socket socket;

	private final DataInputStream in;

	private RawConnection(Socket socket) throws IOException {
		this.socket = socket;
		this.in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
	}

	public static RawConnection open(int port) {
		return open(port, "127.0.0.1", 0);
	}

	/**
	 * Connect from one of the many addresses of the loopback network.
	 * @param receiveBuffer the bytes that may wait here, 0 for the system's choice
	 */
	public static RawConnection open(int port, String from, int receiveBuffer) {
		try {
			Socket socket = new Socket();
			if (receiveBuffer > 0) {
				socket.setReceiveBufferSize(receiveBuffer);
			}
			socket.bind(new InetSocketAddress(InetAddress.getByName(from), 0));
			socket.setTcpNoDelay(true);
			socket.setSoTimeout(TIMEOUT_MILLIS);
			socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
			return new RawConnection(socket);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Open a WebSocket session; its handshake is what comes first.
	 */
	public static RawConnection webSocket(int port) {
		RawConnection connection = open(port);
		connection.upgrade("EIO=4&transport=websocket");
		return connection;
	}

	/**
	 * Open a WebSocket session in the main namespace.
	 */
	public static RawConnection peer(int port, String auth) {
		return peer(port, auth, 0);
	}

	/**
	 * Open a WebSocket session in the main namespace.
	 * @param receiveBuffer the bytes that may wait here, 0 for the system's choice
	 */
	public static RawConnection peer(int port, String auth, int receiveBuffer) {
		RawConnection connection = open(port, "127.0.0.1", receiveBuffer);
		connection.upgrade("EIO=4&transport=websocket");
		connection.read();
		connection.text("40" + auth);
		connection.read();
		return connection;
	}

	public void upgrade(String query) {
		head("GET /socket.io/?" + query + " HTTP/1.1", UPGRADE.toArray(String[]::new));
		Response response = response();
		if (response.status() != 101) {
			throw new AssertionError(response);
		}
	}

	public void head(String line, String... headers) {
		String rest = (headers.length > 0) ? String.join("\r\n", headers) + "\r\n" : "";
		send(line + "\r\n" + rest + "\r\n");
	}

	public void send(String text) {
		send(text.getBytes(StandardCharsets.UTF_8));
	}

	public void send(byte[] bytes) {
		if (!trySend(bytes)) {
			throw new AssertionError("The server has closed the connection");
		}
	}

	/**
	 * Send what may be too late.
	 * @return {@code false} if the connection has been closed
	 */
	public boolean trySend(byte[] bytes) {
		try {
			this.socket.getOutputStream().write(bytes);
			return true;
		}
		catch (SocketException ex) {
			return false;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	public Response get(String query, String... headers) {
		String[] all = Arrays.copyOf(headers, headers.length + 1);
		all[headers.length] = "Host: localhost";
		head("GET /socket.io/?" + query + " HTTP/1.1", all);
		return response();
	}

	public Response post(String query, String body) {
		byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
		head("POST /socket.io/?" + query + " HTTP/1.1", "Host: localhost", "Content-Length: " + bytes.length);
		send(bytes);
		return response();
	}

	/**
	 * Read a response; its status is -1 if the connection ends.
	 */
	public Response response() {
		try {
			String head = line();
			int length = 0;
			StringBuilder headers = new StringBuilder();
			for (String line = line(); !line.isEmpty(); line = line()) {
				headers.append(line.toLowerCase(Locale.ROOT)).append('\n');
				if (line.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
					length = Integer.parseInt(line.substring(line.indexOf(':') + 1).trim());
				}
			}
			byte[] body = this.in.readNBytes(length);
			return new Response(Integer.parseInt(head.split(" ")[1]), headers.toString(),
					new String(body, StandardCharsets.UTF_8));
		}
		catch (EOFException | SocketException ex) {
			return Response.NONE;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private String line() throws IOException {
		ByteArrayOutputStream line = new ByteArrayOutputStream();
		for (int c = this.in.readUnsignedByte(); c != '\n'; c = this.in.readUnsignedByte()) {
			if (c != '\r') {
				line.write(c);
			}
		}
		return line.toString(StandardCharsets.UTF_8);
	}

	public void text(String text) {
		frame(TEXT, text.getBytes(StandardCharsets.UTF_8));
	}

	public void binary(byte[] bytes) {
		frame(BINARY, bytes);
	}

	public void frame(int first, byte[] payload) {
		send(masked(first, payload));
	}

	/**
	 * A frame as a client sends it.
	 * @param first its first byte: flags and opcode
	 */
	public static byte[] masked(int first, byte[] payload) {
		ByteBuffer frame = ByteBuffer.allocate(payload.length + 14);
		frame.put((byte) first);
		if (payload.length < 126) {
			frame.put((byte) (MASKED | payload.length));
		}
		else if (payload.length <= 0xffff) {
			frame.put((byte) (MASKED | 126)).putShort((short) payload.length);
		}
		else {
			frame.put((byte) (MASKED | 127)).putLong(payload.length);
		}
		// a mask of zeros changes nothing
		frame.putInt(0).put(payload);
		byte[] bytes = new byte[frame.position()];
		frame.flip().get(bytes);
		return bytes;
	}

	/**
	 * Read a WebSocket frame as text; {@code null} if the connection ends.
	 */
	public String read() {
		byte[] payload = readBytes();
		return (payload != null) ? new String(payload, StandardCharsets.UTF_8) : null;
	}

	/**
	 * Read a WebSocket frame; {@code null} if the connection ends.
	 */
	public byte[] readBytes() {
		try {
			this.in.readUnsignedByte();
			long length = this.in.readUnsignedByte();
			if (length == 126) {
				length = this.in.readUnsignedShort();
			}
			else if (length == 127) {
				length = this.in.readLong();
			}
			byte[] payload = new byte[(int) length];
			this.in.readFully(payload);
			return payload;
		}
		catch (EOFException | SocketException ex) {
			return null;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Read whatever comes until the server closes the connection.
	 */
	public void awaitEnd() {
		try {
			byte[] buffer = new byte[8192];
			while (this.in.read(buffer) >= 0) {
				// what came before does not matter
			}
		}
		catch (SocketException ex) {
			// an end without good-bye
		}
		catch (IOException ex) {
			throw new AssertionError("The server has not closed the connection", ex);
		}
	}

	/**
	 * Go without good-bye: the server gets a reset.
	 */
	public void abort() {
		try {
			this.socket.setSoLinger(true, 0);
			this.socket.close();
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

	/**
	 * A response.
	 *
	 * @param status its code, -1 if there is none
	 * @param headers in lower case, one in a line
	 * @param body the text
	 */
	public record Response(int status, String headers, String body) {

		/** The connection has ended. */
		public static final Response NONE = new Response(-1, "", "");

	}

}

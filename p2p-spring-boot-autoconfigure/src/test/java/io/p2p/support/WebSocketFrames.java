package io.p2p.support;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A WebSocket's client side by hand, for what no client does.
 */
public final class WebSocketFrames {

	public static final int TEXT = 0x81;

	public static final int COMPRESSED_TEXT = 0xc1;

	public static final int COMPRESSED_BINARY = 0xc2;

	public static final int PING = 0x89;

	private static final int PATIENCE_MILLIS = 10_000;

	private WebSocketFrames() {
	}

	/**
	 * Make a WebSocket of a connection.
	 * @return the head of the response
	 */
	public static String open(Socket socket, String query, String... headers) throws IOException {
		socket.setSoTimeout(PATIENCE_MILLIS);
		String head = String.join("\r\n", "GET /socket.io/?" + query + " HTTP/1.1", "Host: localhost",
				"Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Version: 13",
				"Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==");
		for (String header : List.of(headers)) {
			head += "\r\n" + header;
		}
		socket.getOutputStream().write((head + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
		StringBuilder response = new StringBuilder();
		while (response.indexOf("\r\n\r\n") < 0) {
			int c = socket.getInputStream().read();
			if (c < 0) {
				throw new IOException("Closed after " + response);
			}
			response.append((char) c);
		}
		return response.toString();
	}

	/**
	 * A whole message in one frame, masked with zeros.
	 */
	public static byte[] frame(int first, byte[] payload) {
		ByteBuffer frame = ByteBuffer.allocate(14 + payload.length).put((byte) first);
		if (payload.length < 126) {
			frame.put((byte) (0x80 | payload.length));
		}
		else if (payload.length <= 0xffff) {
			frame.put((byte) 0xfe).putShort((short) payload.length);
		}
		else {
			frame.put((byte) 0xff).putLong(payload.length);
		}
		frame.putInt(0).put(payload).flip();
		byte[] bytes = new byte[frame.remaining()];
		frame.get(bytes);
		return bytes;
	}

	/**
	 * Read a frame of a server.
	 * @return its first byte and its payload
	 */
	public static byte[] read(Socket socket) throws IOException {
		DataInputStream in = new DataInputStream(socket.getInputStream());
		byte first = in.readByte();
		long length = in.readUnsignedByte();
		if (length == 126) {
			length = in.readUnsignedShort();
		}
		else if (length == 127) {
			length = in.readLong();
		}
		byte[] frame = new byte[1 + Math.toIntExact(length)];
		frame[0] = first;
		in.readFully(frame, 1, frame.length - 1);
		return frame;
	}

	public static byte[] text(String text) {
		return frame(TEXT, text.getBytes(StandardCharsets.UTF_8));
	}

}

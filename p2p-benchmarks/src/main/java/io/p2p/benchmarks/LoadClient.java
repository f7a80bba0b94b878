package io.p2p.benchmarks;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import io.p2p.benchmarks.FrameReader.Marker;

/**
 * A Socket.IO client over a raw WebSocket.
 */
final class LoadClient extends Connection implements FrameReader.Listener {

	private static final Pattern SID = Pattern.compile("\"sid\":\"([^\"]+)\"");

	// as the library does
	private static final int CONFIRM_EVENTS = 32;

	private static final byte[] END_OF_HEAD = { '\r', '\n', '\r', '\n' };

	private final Dialect dialect;

	private final String room;

	private final Deliveries deliveries;

	private final FrameReader reader;

	private int received;

	private boolean upgraded;

	private boolean ready;

	private boolean leaving;

	private boolean gone;

	private @Nullable String id;

	private byte @Nullable [] sample;

	LoadClient(LoadLoop loop, Dialect dialect, String room, Marker marker, Deliveries deliveries) {
		super(loop);
		this.dialect = dialect;
		this.room = room;
		this.deliveries = deliveries;
		this.reader = new FrameReader(this, marker);
	}

	boolean isReady() {
		return this.ready;
	}

	/**
	 * Whether the server has closed the connection after {@link #leave}.
	 */
	boolean isGone() {
		return this.gone;
	}

	String id() {
		if (this.id == null) {
			throw new IllegalStateException("Not connected");
		}
		return this.id;
	}

	String room() {
		return this.room;
	}

	FrameReader reader() {
		return this.reader;
	}

	byte @Nullable [] lastSample() {
		return this.sample;
	}

	/**
	 * Send a frame that others send too.
	 */
	void sendShared(ByteBuffer frame) {
		try {
			send(frame.duplicate());
		}
		catch (IOException ex) {
			throw new BenchException("A client could not send: " + ex.getMessage(), ex);
		}
	}

	/**
	 * Say good-bye; the server then closes the connection.
	 */
	void leave() {
		this.leaving = true;
		if (this.dialect.confirms()) {
			sendShared(WebSocketFrames.text("41"));
		}
		sendShared(WebSocketFrames.frame(WebSocketFrames.CLOSE, new byte[] { 3, (byte) 0xe8 }));
		try {
			shutdownOutput();
		}
		catch (IOException ex) {
			throw new BenchException("A client could not leave: " + ex.getMessage(), ex);
		}
	}

	@Override
	void connected() throws IOException {
		send("GET /socket.io/?EIO=4&transport=websocket&room=" + this.room
				+ " HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
				+ "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
	}

	@Override
	void before(ByteBuffer buffer) {
		this.reader.restore(buffer);
	}

	@Override
	void read(ByteBuffer in) throws IOException {
		if (!this.upgraded && !readHead(in)) {
			this.reader.keep(in);
			return;
		}
		this.reader.read(in);
	}

	private boolean readHead(ByteBuffer in) {
		for (int i = 0; i + END_OF_HEAD.length <= in.limit(); i++) {
			if (in.getInt(i) == ByteBuffer.wrap(END_OF_HEAD).getInt()) {
				byte[] head = new byte[i];
				in.get(head);
				in.position(i + END_OF_HEAD.length);
				String text = new String(head, StandardCharsets.US_ASCII);
				if (!text.startsWith("HTTP/1.1 101 ")) {
					loop().fail(new BenchException("No WebSocket: " + text.lines().findFirst().orElse("")));
				}
				this.upgraded = true;
				return true;
			}
		}
		return false;
	}

	@Override
	void closed() {
		this.gone = true;
		if (!this.leaving) {
			loop().fail(new BenchException("The server closed a connection"));
		}
	}

	@Override
	void broken(IOException cause) {
		if (this.leaving) {
			this.gone = true;
		}
		else {
			super.broken(cause);
		}
	}

	@Override
	public void measured(long stamp) {
		received();
		this.deliveries.delivered(this, stamp);
	}

	@Override
	public void sampled(byte[] payload) {
		this.sample = payload;
	}

	@Override
	public void message(int opcode, byte[] payload) {
		if (opcode != WebSocketFrames.TEXT || payload.length == 0 || this.leaving) {
			return;
		}
		switch (payload[0]) {
			case '0' -> sendShared(WebSocketFrames.text(this.dialect.connect(this.room)));
			case '2' -> sendShared(WebSocketFrames.text("3"));
			case '4' -> packet(new String(payload, StandardCharsets.UTF_8));
			default -> loop().fail(new BenchException("A message that is none"));
		}
	}

	private void packet(String text) {
		if (text.startsWith("44") || text.startsWith("430[{\"code\"") || text.contains("\"code\":")) {
			loop().fail(new BenchException("Refused: " + text));
		}
		else if (text.startsWith("40") && this.id == null) {
			this.id = id(text);
			String join = this.dialect.join(this.room);
			if (join != null) {
				sendShared(WebSocketFrames.text(join));
			}
		}
		this.ready = this.ready || text.startsWith(this.dialect.welcome());
		if (text.startsWith("42[\"peer-") || text.startsWith("42[\"p2p:l")) {
			received();
		}
	}

	// every event of the room counts: who comes and goes, and the links
	private void received() {
		if (this.dialect.confirms() && !this.leaving && ++this.received % CONFIRM_EVENTS == 0) {
			sendShared(WebSocketFrames.text("42[\"p2p:received\"," + this.received + "]"));
		}
	}

	private String id(String text) {
		Matcher sid = SID.matcher(text);
		if (!sid.find()) {
			throw new BenchException("No id in " + text);
		}
		return sid.group(1);
	}

	/**
	 * Who wants to know of measured events.
	 */
	interface Deliveries {

		void delivered(LoadClient client, long stamp);

	}

}

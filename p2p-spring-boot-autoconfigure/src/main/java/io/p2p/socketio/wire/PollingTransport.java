package io.p2p.socketio.wire;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpResponseStatus;
import org.jspecify.annotations.Nullable;

import io.p2p.socketio.wire.OutgoingQueue.Outgoing;

/**
 * HTTP long polling: what waits for the client leaves with the response to its poll.
 */
final class PollingTransport implements Transport {

	private static final byte SEPARATOR = 0x1e;

	private static final int MAX_PACKETS = 1000;

	private static final byte[] OK = { 'o', 'k' };

	private static final byte[] CLOSE = { '1' };

	private final Inbound inbound;

	private final AtomicLong pendingBytes = new AtomicLong();

	private @Nullable Exchange poll;

	private boolean posting;

	PollingTransport(long maxPayload) {
		this.inbound = new Inbound(maxPayload);
	}

	@Override
	public void flush(OutgoingQueue queue) {
		Exchange waiting = this.poll;
		if (waiting == null || queue.isEmpty()) {
			return;
		}
		this.poll = null;
		ByteArrayOutputStream payload = new ByteArrayOutputStream();
		List<@Nullable Runnable> done = new ArrayList<>();
		for (Outgoing next = queue.poll(); next != null; next = queue.poll()) {
			if (payload.size() > 0) {
				payload.write(SEPARATOR);
			}
			if (next.frame().binary()) {
				payload.write('b');
				payload.writeBytes(Base64.getEncoder().encode(next.frame().bytes()));
			}
			else {
				payload.writeBytes(next.frame().bytes());
			}
			done.add(next.done());
		}
		int size = payload.size();
		this.pendingBytes.addAndGet(size);
		waiting.reply(HttpResponseStatus.OK, Exchange.TEXT, payload.toByteArray()).addListener((written) -> {
			this.pendingBytes.addAndGet(-size);
			done.forEach(OutgoingQueue::finish);
		});
	}

	@Override
	public long pendingBytes() {
		return this.pendingBytes.get();
	}

	@Override
	public void close(boolean drain) {
		if (this.poll != null) {
			this.poll.reply(HttpResponseStatus.OK, Exchange.TEXT, CLOSE);
			this.poll = null;
		}
	}

	boolean isPolling() {
		return this.poll != null;
	}

	/**
	 * Take a poll. A second one at the same time ends the session.
	 */
	void get(EngineSession session, Exchange exchange) {
		boolean duplicate;
		synchronized (session) {
			duplicate = this.poll != null;
			// closed or upgraded a moment ago, the session does not answer polls any more
			if (!duplicate && session.isOpen() && session.transport() == this) {
				this.poll = exchange;
				session.polled();
				return;
			}
		}
		if (duplicate) {
			session.close(CloseReason.TRANSPORT_ERROR);
		}
		exchange.fail(EngineError.BAD_REQUEST);
	}

	/**
	 * Take packets from the client. A second body at the same time ends the session, as
	 * does one that holds anything but packets.
	 */
	void post(EngineSession session, Exchange exchange, byte[] body) {
		boolean duplicate;
		synchronized (session) {
			duplicate = this.posting;
			this.posting = true;
		}
		if (duplicate) {
			session.close(CloseReason.TRANSPORT_ERROR);
			exchange.fail(EngineError.BAD_REQUEST);
			return;
		}
		try {
			for (byte[] packet : split(body)) {
				receive(session, packet);
			}
			// behind the packets: the client sends no more until these are dealt with
			session.inOrder(() -> {
				synchronized (session) {
					this.posting = false;
				}
				exchange.reply(HttpResponseStatus.OK, Exchange.TEXT, OK);
			});
		}
		catch (InvalidPacketException ex) {
			session.close(CloseReason.PARSE_ERROR);
			exchange.fail(EngineError.BAD_REQUEST);
		}
	}

	/**
	 * Learn that a connection has gone. If the poll waited there, the client has
	 * cancelled it.
	 */
	void gone(EngineSession session, Channel channel) {
		boolean cancelled;
		synchronized (session) {
			cancelled = this.poll != null && this.poll.channel() == channel;
			if (cancelled) {
				this.poll = null;
			}
		}
		if (cancelled) {
			session.close(CloseReason.TRANSPORT_CLOSE);
		}
	}

	private void receive(EngineSession session, byte[] packet) {
		if (packet.length > 0 && packet[0] == 'b') {
			try {
				this.inbound.binary(session, Base64.getDecoder().decode(strip(packet)));
			}
			catch (IllegalArgumentException ex) {
				throw new InvalidPacketException("Invalid Base64");
			}
		}
		else {
			this.inbound.text(session, packet);
		}
	}

	private static byte[] strip(byte[] packet) {
		return Arrays.copyOfRange(packet, 1, packet.length);
	}

	private static List<byte[]> split(byte[] body) {
		checkUtf8(body);
		List<byte[]> packets = new ArrayList<>();
		int start = 0;
		for (int i = 0; i <= body.length; i++) {
			if (i == body.length || body[i] == SEPARATOR) {
				packets.add(Arrays.copyOfRange(body, start, i));
				start = i + 1;
			}
		}
		if (packets.size() > MAX_PACKETS) {
			throw new InvalidPacketException("More than " + MAX_PACKETS + " packets in one payload");
		}
		return packets;
	}

	private static void checkUtf8(byte[] body) {
		try {
			StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body));
		}
		catch (CharacterCodingException ex) {
			throw new InvalidPacketException("Invalid UTF-8");
		}
	}

}

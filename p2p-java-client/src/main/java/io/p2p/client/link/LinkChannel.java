package io.p2p.client.link;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

import io.p2p.client.loop.Loop;
import io.p2p.client.rtc.RtcChannel;
import io.p2p.client.stream.Channel;
import io.p2p.client.stream.Frame;
import io.p2p.client.wire.EncodedEvent;

/**
 * The messages on one data channel. Used in its loop.
 */
final class LinkChannel implements Channel {

	// as the browser client has them, where they were measured
	private static final int HIGH_WATERMARK_BYTES = 128 * 1024;

	private static final int PART_WATERMARK_BYTES = 32 * 1024;

	private static final int LOW_WATERMARK_BYTES = 64 * 1024;

	private static final double LOOK_MS = 0.5;

	// a message costs time whatever its size; the first event in one waits for the last
	private static final int BATCH_BYTES = 16 * 1024;

	// how long it waits at most, where a message has left just before: each turn of the
	// loop
	// has one event where another thread sends them
	private static final double BATCH_MS = 0.5;

	// RFC 8841 has every stack take this much that does not say otherwise
	private static final int MESSAGE_BYTES = 64 * 1024;

	private final RtcChannel channel;

	private final Loop loop;

	private final Events events;

	private final List<EncodedEvent> batch = new ArrayList<>();

	private int batchBytes;

	private double sentAt = Double.NEGATIVE_INFINITY;

	// at most so much waits in the channel: to ask it takes a turn of another thread
	private long buffered;

	private int maxMessageBytes = MESSAGE_BYTES;

	private boolean broken;

	// whether somebody waits until there is room for more
	private boolean looking;

	// what has come of a message that comes in pieces
	private @Nullable ByteArrayOutputStream pieces;

	LinkChannel(RtcChannel channel, Loop loop, Events events) {
		this.channel = channel;
		this.loop = loop;
		this.events = events;
		channel.listen(new RtcEvents());
	}

	/**
	 * The other end takes messages of so many bytes.
	 */
	void limit(int bytes) {
		this.maxMessageBytes = (bytes > 0) ? Math.min(MESSAGE_BYTES, bytes) : MESSAGE_BYTES;
	}

	@Override
	public boolean isOpen() {
		return !this.broken && this.channel.isOpen();
	}

	@Override
	public boolean isFull(boolean part) {
		int most = part ? PART_WATERMARK_BYTES : HIGH_WATERMARK_BYTES;
		if (!this.looking && this.buffered + this.batchBytes >= most) {
			this.buffered = this.channel.bufferedAmount();
		}
		boolean full = this.buffered + this.batchBytes >= most;
		if (full && !this.looking) {
			this.looking = true;
			lookLater();
		}
		return full;
	}

	// webrtc-java 0.14.0 does not tell when less waits
	private void lookLater() {
		this.loop.schedule(() -> {
			this.buffered = isOpen() ? this.channel.bufferedAmount() : 0;
			if (this.buffered > LOW_WATERMARK_BYTES) {
				lookLater();
				return;
			}
			this.looking = false;
			this.events.drained();
		}, LOOK_MS);
	}

	@Override
	public void send(int type, long[] numbers, ByteBuffer... bytes) {
		flush();
		sendMessage(Frame.write(type, numbers, bytes));
	}

	@Override
	public void sendEvent(EncodedEvent event) {
		int size = Integer.BYTES + event.size();
		if (this.batchBytes + size > BATCH_BYTES) {
			flush();
		}
		if (this.batch.isEmpty()) {
			this.loop.schedule(this::flush, Math.max(0, this.sentAt + BATCH_MS - this.loop.now()));
		}
		this.batch.add(event);
		this.batchBytes += size;
	}

	private void flush() {
		if (this.batch.isEmpty()) {
			return;
		}
		ByteBuffer message = ByteBuffer.allocate(1 + this.batchBytes).put((byte) Frame.EVENT);
		for (EncodedEvent event : this.batch) {
			message.putInt(event.size()).put(event.bytes());
		}
		this.batch.clear();
		this.batchBytes = 0;
		sendMessage(message.flip());
	}

	private void sendMessage(ByteBuffer message) {
		if (!isOpen()) {
			return;
		}
		this.buffered += message.remaining();
		this.sentAt = this.loop.now();
		try {
			if (message.remaining() <= this.maxMessageBytes) {
				this.channel.send(message);
			}
			else {
				sendPieces(message);
			}
		}
		catch (RuntimeException ex) {
			this.broken = true;
			// later: the sender may be in the midst of it
			this.loop.execute(() -> this.events.refused(ex));
		}
	}

	private void sendPieces(ByteBuffer message) {
		int step = Math.max(this.maxMessageBytes - 1, 1);
		while (message.hasRemaining()) {
			int length = Math.min(step, message.remaining());
			byte type = (byte) ((length < message.remaining()) ? Frame.PIECE : Frame.LAST_PIECE);
			ByteBuffer piece = ByteBuffer.allocate(1 + length).put(type).put(message.slice(message.position(), length));
			message.position(message.position() + length);
			this.channel.send(piece.flip());
		}
	}

	private void take(ByteBuffer data) {
		// what comes behind a message that was not understood cannot be counted
		if (this.broken) {
			return;
		}
		ByteBuffer message = whole(data);
		List<Frame> frames = (message != null) ? Frame.read(message) : List.of();
		if (frames == null) {
			fail();
			return;
		}
		frames.forEach(this.events::received);
	}

	// joins the pieces of a message; nothing while some are missing
	private @Nullable ByteBuffer whole(ByteBuffer data) {
		int type = data.hasRemaining() ? data.get(data.position()) : -1;
		if (type != Frame.PIECE && type != Frame.LAST_PIECE) {
			if (this.pieces != null) {
				fail();
			}
			return data;
		}
		byte[] bytes = new byte[data.remaining() - 1];
		data.position(data.position() + 1).get(bytes);
		ByteArrayOutputStream all = (this.pieces != null) ? this.pieces : new ByteArrayOutputStream();
		this.pieces = all;
		if (bytes.length == 0 || all.size() + bytes.length > MESSAGE_BYTES) {
			fail();
			return null;
		}
		all.writeBytes(bytes);
		if (type == Frame.PIECE) {
			return null;
		}
		this.pieces = null;
		return ByteBuffer.wrap(all.toByteArray());
	}

	private void fail() {
		if (!this.broken) {
			this.broken = true;
			this.events.failed();
		}
	}

	/**
	 * What a channel tells its link. After a failure of either kind it neither sends nor
	 * receives any more.
	 */
	interface Events {

		/**
		 * The channel has opened.
		 */
		void opened();

		void received(Frame frame);

		/**
		 * There is room for more.
		 */
		void drained();

		/**
		 * Something came that is no message of the protocol.
		 */
		void failed();

		/**
		 * A message could not be sent.
		 */
		void refused(Throwable cause);

		void closed();

	}

	/**
	 * What WebRTC tells, on its threads.
	 */
	private final class RtcEvents implements RtcChannel.Events {

		@Override
		public void opened() {
			LinkChannel.this.loop.execute(LinkChannel.this.events::opened);
		}

		@Override
		public void received(ByteBuffer message) {
			LinkChannel.this.loop.execute(() -> take(message));
		}

		@Override
		public void closed() {
			LinkChannel.this.loop.execute(LinkChannel.this.events::closed);
		}

	}

}

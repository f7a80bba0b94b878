package io.p2p.engineio.send;

import java.util.List;
import java.util.Objects;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.jspecify.annotations.Nullable;

/**
 * Packets on their way to sessions of one event loop. They are framed for WebSockets
 * once, in direct buffers that all these sessions share.
 *
 * @since 0.1.0
 */
public final class EncodedBatch implements AutoCloseable {

	private static final int FIN = 0x80;

	private static final int TEXT = 1;

	private static final int BINARY = 2;

	private static final int MAX_HEADER = 10;

	private static final int LENGTH_16 = 126;

	private static final int LENGTH_64 = 127;

	private final List<Frame> frames;

	private final long size;

	// Null after close(): a batch that is still held counts bytes, and needs no buffers.
	private @Nullable ByteBuf @Nullable [] framed;

	private int holders;

	private final int events;

	/**
	 * Create a batch of packets that belong together.
	 * @param frames the packets, not copied
	 */
	public EncodedBatch(List<Frame> frames) {
		this(frames, 1);
	}

	private EncodedBatch(List<Frame> frames, int events) {
		this.frames = frames;
		// several events are framed as one buffer
		this.framed = new ByteBuf[(events == 1) ? frames.size() : 1];
		this.events = events;
		this.size = size(frames);
	}

	/**
	 * A batch of several events.
	 * @param events a packet for each of them
	 * @return the batch
	 */
	public static EncodedBatch ofEvents(List<Frame> events) {
		return new EncodedBatch(events, events.size());
	}

	/**
	 * How many events the packets are.
	 * @return 1 for packets that belong together, else the number of packets
	 */
	public int events() {
		return this.events;
	}

	private static long size(List<Frame> frames) {
		long size = 0;
		// by index: an iterator would be one more object
		for (int i = 0; i < frames.size(); i++) {
			size += frames.get(i).bytes().length;
		}
		return size;
	}

	/**
	 * How large the packets are together.
	 * @return the size in bytes
	 */
	public long size() {
		return this.size;
	}

	/**
	 * Count the packets as held in memory, once for all holders. Called on the event loop
	 * of this batch.
	 * @param budget the budget that counts them
	 */
	public void hold(QueueBudget budget) {
		this.holders++;
		if (this.holders == 1) {
			for (int i = 0; i < this.frames.size(); i++) {
				budget.hold(this.frames.get(i));
			}
		}
	}

	/**
	 * Undo one {@link #hold}. Called on the event loop of this batch.
	 * @param budget the budget that counts them
	 */
	public void release(QueueBudget budget) {
		this.holders--;
		if (this.holders == 0) {
			for (int i = 0; i < this.frames.size(); i++) {
				budget.release(this.frames.get(i));
			}
		}
	}

	/**
	 * The packets.
	 * @return what is sent, shared between recipients
	 */
	public List<Frame> frames() {
		return this.frames;
	}

	/**
	 * In how many buffers the packets are framed.
	 * @return the number of buffers
	 */
	public int buffers() {
		return (this.events == 1) ? this.frames.size() : 1;
	}

	/**
	 * One packet as a WebSocket message, or for several events the messages of all
	 * packets.
	 * @param index which of the {@link #buffers() buffers}
	 * @param allocator allocates the buffer
	 * @return the framed bytes, shared by all sessions and released by {@link #close()}
	 */
	public ByteBuf webSocketFrame(int index, ByteBufAllocator allocator) {
		@Nullable ByteBuf[] all = Objects.requireNonNull(this.framed);
		ByteBuf shared = all[index];
		if (shared == null) {
			shared = (this.events == 1) ? frame(this.frames.get(index), allocator) : frameAll(allocator);
			all[index] = shared;
		}
		return shared;
	}

	private ByteBuf frameAll(ByteBufAllocator allocator) {
		ByteBuf buffer = allocator.directBuffer((int) this.size + MAX_HEADER * this.frames.size());
		this.frames.forEach((frame) -> frame(frame, buffer));
		return buffer;
	}

	private static ByteBuf frame(Frame frame, ByteBufAllocator allocator) {
		return frame(frame, allocator.directBuffer(MAX_HEADER + frame.bytes().length));
	}

	// RFC 6455, section 5.2; what a server sends is not masked
	private static ByteBuf frame(Frame frame, ByteBuf buffer) {
		int length = frame.bytes().length;
		buffer.writeByte(FIN | (frame.binary() ? BINARY : TEXT));
		if (length < LENGTH_16) {
			buffer.writeByte(length);
		}
		else if (length <= 0xffff) {
			buffer.writeByte(LENGTH_16).writeShort(length);
		}
		else {
			buffer.writeByte(LENGTH_64).writeLong(length);
		}
		return buffer.writeBytes(frame.bytes());
	}

	@Override
	public void close() {
		@Nullable ByteBuf[] all = this.framed;
		this.framed = null;
		if (all == null) {
			return;
		}
		for (ByteBuf buffer : all) {
			if (buffer != null) {
				buffer.release();
			}
		}
	}

}

package io.p2p.socketio.wire;

import java.util.List;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.jspecify.annotations.Nullable;

/**
 * Packets that belong together on their way to sessions of one event loop. They are
 * framed for WebSockets once, in one buffer off the heap, however many sessions get them.
 *
 * @since 0.1.0
 */
public final class Delivery implements AutoCloseable {

	private static final int FIN = 0x80;

	private static final int TEXT = 1;

	private static final int BINARY = 2;

	private static final int MAX_HEADER = 10;

	private static final int LENGTH_16 = 126;

	private static final int LENGTH_64 = 127;

	private final List<Frame> frames;

	private final @Nullable ByteBuf[] framed;

	private final boolean hurried;

	Delivery(List<Frame> frames) {
		this(frames, true);
	}

	Delivery(List<Frame> frames, boolean hurried) {
		this.frames = frames;
		this.framed = new ByteBuf[frames.size()];
		this.hurried = hurried;
	}

	/**
	 * Whether it is to leave at the end of this turn, and not some milliseconds later
	 * with others.
	 */
	boolean isHurried() {
		return this.hurried;
	}

	/**
	 * The packets.
	 * @return what is sent, shared between recipients
	 */
	public List<Frame> frames() {
		return this.frames;
	}

	/**
	 * A packet as a WebSocket message.
	 * @param index which packet
	 * @param allocator where buffers come from
	 * @return the message, shared by all sessions and not to be released by them
	 */
	ByteBuf webSocketFrame(int index, ByteBufAllocator allocator) {
		ByteBuf shared = this.framed[index];
		if (shared == null) {
			shared = frame(this.frames.get(index), allocator);
			this.framed[index] = shared;
		}
		return shared;
	}

	// RFC 6455, section 5.2; what a server sends is not masked
	private static ByteBuf frame(Frame frame, ByteBufAllocator allocator) {
		int length = frame.bytes().length;
		ByteBuf buffer = allocator.directBuffer(MAX_HEADER + length);
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
		for (ByteBuf buffer : this.framed) {
			if (buffer != null) {
				buffer.release();
			}
		}
	}

}

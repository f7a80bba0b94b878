package io.p2p.web;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.socket.nio.NioSocketChannel;

/**
 * A connection that a servlet container has accepted, on an event loop of ours: its
 * socket is selected there, and the container hears no more of it but its end.
 *
 * @since 0.1.0
 */
public final class TakenChannel extends NioSocketChannel {

	private static final int MAX_BUFFERS = 256;

	private final Wire wire;

	// Written to the wire, of which the end has not left yet.
	private long unflushed;

	// Whether a layer may hold bytes, which make no socket readable.
	private boolean mayHaveMore;

	/**
	 * Create a channel for a connection.
	 * @param socket the socket, which does not block
	 * @param wire reads and writes on it
	 */
	public TakenChannel(SocketChannel socket, Wire wire) {
		super(null, socket);
		this.wire = wire;
		if (wire.isLayered()) {
			// what a layer has read of the socket and not handed out wakes no selector
			config().setRecvByteBufAllocator(new WholeReads());
			this.mayHaveMore = true;
		}
	}

	@Override
	protected int doReadBytes(ByteBuf buffer) throws Exception {
		if (!this.wire.isLayered()) {
			return super.doReadBytes(buffer);
		}
		int room = buffer.writableBytes();
		ByteBuffer into = buffer.internalNioBuffer(buffer.writerIndex(), room);
		int start = into.position();
		int read = this.wire.read(into);
		this.mayHaveMore = read > 0;
		if (read > 0) {
			buffer.writerIndex(buffer.writerIndex() + into.position() - start);
		}
		return read;
	}

	@Override
	protected void doBeginRead() throws Exception {
		super.doBeginRead();
		if (this.mayHaveMore) {
			this.mayHaveMore = false;
			eventLoop().execute(() -> {
				if (isOpen() && config().isAutoRead()) {
					unsafe().read();
				}
			});
		}
	}

	@Override
	protected void doWrite(ChannelOutboundBuffer in) throws Exception {
		if (!this.wire.isLayered()) {
			super.doWrite(in);
			return;
		}
		while (flushed(in) && !in.isEmpty()) {
			ByteBuffer[] buffers = in.nioBuffers(MAX_BUFFERS, Integer.MAX_VALUE);
			int count = in.nioBufferCount();
			if (count == 0) {
				// an empty buffer, with a promise
				in.remove();
				continue;
			}
			this.unflushed = this.wire.write(buffers, count);
			if (this.unflushed == 0) {
				break;
			}
		}
		incompleteOrDone(in);
	}

	// What has been written counts when the wire has let it go: so it stays in the
	// buffer,
	// and the channel is asked again.
	private boolean flushed(ChannelOutboundBuffer in) throws IOException {
		if (!this.wire.flush()) {
			return false;
		}
		if (this.unflushed > 0) {
			in.removeBytes(this.unflushed);
			this.unflushed = 0;
		}
		return true;
	}

	private void incompleteOrDone(ChannelOutboundBuffer in) {
		if (in.isEmpty()) {
			clearOpWrite();
		}
		else {
			setOpWrite();
		}
	}

	@Override
	protected void doClose() throws Exception {
		try {
			super.doClose();
		}
		finally {
			this.wire.close();
		}
	}

}

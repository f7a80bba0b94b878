package io.p2p.engineio.http;

import java.util.List;
import java.util.concurrent.TimeUnit;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrameEncoder;
import io.netty.handler.codec.http.websocketx.extensions.WebSocketExtensionEncoder;
import io.netty.util.concurrent.ScheduledFuture;
import org.jspecify.annotations.Nullable;

import io.p2p.engineio.exchange.FrameSink;
import io.p2p.engineio.protocol.EngineVersion;
import io.p2p.engineio.send.EncodedBatch;
import io.p2p.engineio.send.Frame;

/**
 * Writes packets to a Netty channel. Without compression and Engine.IO v3, all sessions
 * of an event loop share one framed buffer, which bypasses Netty's encoder. Small frames
 * are collected: copying one costs less than a write through the pipeline.
 *
 * @since 0.1.0
 */
public final class NettyFrameSink implements FrameSink {

	// the type byte in front of a binary packet in Engine.IO v3
	private static final byte[] MESSAGE = { 4 };

	private static final int SMALL = 1024;

	private static final int CHUNK = 4096;

	private static final int DRAIN_SECONDS = 5;

	private final Channel channel;

	private final EngineVersion version;

	private @Nullable ChannelHandlerContext encoder;

	private @Nullable ByteBuf collected;

	/**
	 * Create the way out of a WebSocket.
	 * @param channel its channel, with Netty's encoder of frames in the pipeline
	 * @param version the revision of Engine.IO, by which binary messages are framed
	 */
	public NettyFrameSink(Channel channel, EngineVersion version) {
		this.channel = channel;
		this.version = version;
	}

	@Override
	public void write(EncodedBatch batch, @Nullable Runnable done) {
		ChannelPromise last = (done != null) ? this.channel.newPromise().addListener((written) -> done.run())
				: this.channel.voidPromise();
		List<Frame> frames = batch.frames();
		ChannelHandlerContext sharing = sharing();
		int messages = (sharing != null) ? batch.buffers() : frames.size();
		for (int i = 0; i < messages; i++) {
			ChannelPromise promise = (i == messages - 1) ? last : this.channel.voidPromise();
			if (sharing != null) {
				share(sharing, batch.webSocketFrame(i, this.channel.alloc()), promise);
			}
			else {
				this.channel.write(message(frames.get(i)), promise.unvoid());
			}
		}
	}

	// Writes from the encoder's context on, as the frame is encoded already.
	private void share(ChannelHandlerContext context, ByteBuf frame, ChannelPromise promise) {
		int length = frame.readableBytes();
		if (length > SMALL || !promise.isVoid()) {
			writeCollected();
			context.write(frame.retainedDuplicate(), promise);
			return;
		}
		if (this.collected != null && this.collected.writableBytes() < length) {
			writeCollected();
		}
		if (this.collected == null) {
			this.collected = context.alloc().directBuffer(CHUNK, CHUNK);
		}
		this.collected.writeBytes(frame, frame.readerIndex(), length);
	}

	private void writeCollected() {
		ByteBuf frames = this.collected;
		this.collected = null;
		if (frames != null && this.encoder != null) {
			this.encoder.write(frames, this.channel.voidPromise());
		}
	}

	@Override
	public void flush() {
		writeCollected();
		this.channel.flush();
	}

	@Override
	public void text(String text) {
		this.channel.writeAndFlush(new TextWebSocketFrame(text));
	}

	@Override
	public long pendingBytes() {
		ChannelOutboundBuffer buffer = this.channel.unsafe().outboundBuffer();
		// read once: other threads call this while the event loop changes the field
		ByteBuf frames = this.collected;
		return ((frames != null) ? frames.readableBytes() : 0)
				+ ((buffer != null) ? buffer.totalPendingWriteBytes() : 0);
	}

	@Override
	public boolean isWritable() {
		return this.channel.isWritable();
	}

	@Override
	public void read(boolean on) {
		this.channel.config().setAutoRead(on);
	}

	// The collected frames are written, or released with the channel.
	@Override
	public void close() {
		writeCollected();
		this.channel.close();
	}

	@Override
	public void closeAfterwards() {
		writeCollected();
		this.channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
		ScheduledFuture<?> timeout = this.channel.eventLoop()
			.schedule(() -> this.channel.close(), DRAIN_SECONDS, TimeUnit.SECONDS);
		this.channel.closeFuture().addListener((closed) -> timeout.cancel(false));
	}

	@Override
	public void farewell(WebSocketCloseStatus status, boolean silent, boolean flood) {
		writeCollected();
		WebSocketFarewell.say(this.channel, status, silent, flood);
	}

	// Null if the bytes differ for each client: compressed, or with v3's type byte.
	private @Nullable ChannelHandlerContext sharing() {
		if (this.encoder == null && this.version == EngineVersion.V4
				&& this.channel.pipeline().get(WebSocketExtensionEncoder.class) == null) {
			this.encoder = this.channel.pipeline().context(WebSocketFrameEncoder.class);
		}
		return this.encoder;
	}

	private WebSocketFrame message(Frame frame) {
		ByteBuf bytes = Unpooled.wrappedBuffer(frame.bytes());
		if (!frame.binary()) {
			return new TextWebSocketFrame(bytes);
		}
		return new BinaryWebSocketFrame(
				(this.version == EngineVersion.V3) ? Unpooled.wrappedBuffer(MESSAGE, frame.bytes()) : bytes);
	}

}

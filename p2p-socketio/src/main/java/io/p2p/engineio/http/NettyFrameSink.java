package io.p2p.engineio.http;

import java.util.List;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrameEncoder;
import io.netty.handler.codec.http.websocketx.extensions.WebSocketExtensionEncoder;
import org.jspecify.annotations.Nullable;

import io.p2p.engineio.protocol.EngineVersion;
import io.p2p.engineio.send.EncodedBatch;
import io.p2p.engineio.send.Frame;

/**
 * Writes packets to a WebSocket. Where nothing changes them on their way, all sessions
 * share one framed buffer, which passes the encoder by. Small frames are put together:
 * copying one is cheaper than a buffer of its own on its way through the pipeline.
 */
final class NettyFrameSink {

	// Engine.IO v3: a binary packet has its type in front
	private static final byte[] MESSAGE = { 4 };

	private static final int SMALL = 1024;

	private static final int CHUNK = 4096;

	private final Channel channel;

	private final EngineVersion version;

	private @Nullable ChannelHandlerContext encoder;

	private @Nullable ByteBuf collected;

	NettyFrameSink(Channel channel, EngineVersion version) {
		this.channel = channel;
		this.version = version;
	}

	/**
	 * Write packets without flushing.
	 * @param last told of the last of them
	 */
	void write(EncodedBatch batch, ChannelPromise last) {
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

	// from the encoder's place on towards the network
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

	/**
	 * Write the small frames that have been collected.
	 */
	void writeCollected() {
		ByteBuf frames = this.collected;
		this.collected = null;
		if (frames != null && this.encoder != null) {
			this.encoder.write(frames, this.channel.voidPromise());
		}
	}

	int collectedBytes() {
		// once: other threads ask, too
		ByteBuf frames = this.collected;
		return (frames != null) ? frames.readableBytes() : 0;
	}

	// an extension (compression) or a prefix makes a message one session's own
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

package io.p2p.client.transport;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;

import io.p2p.client.transport.PacketReader.Content;

/**
 * Writes packets of Socket.IO in one namespace as messages of Engine.IO.
 */
final class PacketWriter {

	private final String prefix;

	PacketWriter(String namespace) {
		this.prefix = PacketReader.prefixOf(namespace);
	}

	void write(OutgoingPacket packet, Consumer<WebSocketFrame> out) {
		StringBuilder start = new StringBuilder().append('4');
		if (packet.binaries().isEmpty()) {
			start.append(packet.acknowledgement() ? Content.ACK : Content.EVENT);
		}
		else {
			start.append(packet.acknowledgement() ? Content.BINARY_ACK : Content.BINARY_EVENT)
				.append(packet.binaries().size())
				.append('-');
		}
		start.append(this.prefix);
		if (packet.id() >= 0) {
			start.append(packet.id());
		}
		byte[] head = start.toString().getBytes(StandardCharsets.UTF_8);
		ByteBuf text = Unpooled.buffer(head.length + packet.json().length);
		text.writeBytes(head).writeBytes(packet.json());
		out.accept(new TextWebSocketFrame(text));
		for (ByteBuffer bytes : packet.binaries()) {
			// the encoder masks what it is given where it lies
			out.accept(new BinaryWebSocketFrame(Unpooled.copiedBuffer(bytes.duplicate())));
		}
	}

}

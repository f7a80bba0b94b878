package io.p2p.socketio;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import io.p2p.engineio.send.Frame;
import io.p2p.peer.ErrorCode;
import io.p2p.peer.EventLimits;
import io.p2p.peer.RefusedException;

/**
 * Encodes Socket.IO v5 packets as Engine.IO messages, which all recipients can share.
 *
 * @since 0.1.0
 */
public final class PacketEncoder {

	private PacketEncoder() {
	}

	/**
	 * Encode a packet.
	 * @param packet the packet
	 * @return its text and then its attachments, which must stay together
	 * @throws RefusedException if it has more attachments than all clients take: the
	 * parsers of socket.io-client 4 (from socket.io-parser 4.2.7 on) and 2 (3.3.6) end
	 * the connection over more, and the server cannot tell which parser a client has
	 */
	public static List<Frame> encode(SocketPacket packet) {
		int attachments = packet.attachments().size();
		if (attachments > EventLimits.MAX_PLAIN_BINARIES) {
			throw new RefusedException(ErrorCode.TOO_LARGE, "A Socket.IO packet has at most "
					+ EventLimits.MAX_PLAIN_BINARIES + " binaries, and not " + attachments);
		}
		StringBuilder head = new StringBuilder(32).append('4').append(typeNumber(packet));
		if (attachments > 0) {
			head.append(attachments).append('-');
		}
		if (!packet.namespace().equals("/")) {
			head.append(packet.namespace()).append(',');
		}
		if (packet.ackId() != SocketPacket.NO_ACK) {
			head.append(packet.ackId());
		}
		byte[] headBytes = head.toString().getBytes(StandardCharsets.UTF_8);
		byte[] payload = packet.payload();
		byte[] text = Arrays.copyOf(headBytes, headBytes.length + payload.length);
		System.arraycopy(payload, 0, text, headBytes.length, payload.length);
		List<Frame> frames = new ArrayList<>(1 + attachments);
		frames.add(new Frame(false, text));
		packet.attachments().forEach((bytes) -> frames.add(new Frame(true, bytes)));
		return frames;
	}

	private static char typeNumber(SocketPacket packet) {
		boolean binary = !packet.attachments().isEmpty();
		return switch (packet.type()) {
			case CONNECT -> '0';
			case DISCONNECT -> '1';
			case EVENT -> binary ? '5' : '2';
			case ACK -> binary ? '6' : '3';
			case CONNECT_ERROR -> '4';
		};
	}

}

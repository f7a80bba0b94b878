package io.p2p.socketio.wire;

import java.util.Arrays;

import org.jspecify.annotations.Nullable;

/**
 * Engine.IO packets from a client, over whichever transport.
 */
final class Inbound {

	private final PacketDecoder decoder;

	Inbound(long maxPayload) {
		this.decoder = new PacketDecoder(maxPayload);
	}

	void text(EngineSession session, byte[] packet) {
		int type = (packet.length > 0) ? packet[0] : -1;
		switch (type) {
			case '1' -> session.close(CloseReason.TRANSPORT_CLOSE);
			case '3' -> session.pong();
			case '4' -> receive(session, this.decoder.text(Arrays.copyOfRange(packet, 1, packet.length)));
			default -> throw new InvalidPacketException("Unknown Engine.IO packet");
		}
	}

	void binary(EngineSession session, byte[] message) {
		receive(session, this.decoder.binary(message));
	}

	private static void receive(EngineSession session, @Nullable SocketPacket packet) {
		if (packet != null) {
			session.receive(packet);
		}
	}

}

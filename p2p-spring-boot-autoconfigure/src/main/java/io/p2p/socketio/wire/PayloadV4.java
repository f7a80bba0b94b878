package io.p2p.socketio.wire;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

import io.p2p.socketio.wire.OutgoingQueue.Outgoing;

/**
 * Engine.IO v4: packets with a record separator between them, binary as Base64.
 */
final class PayloadV4 implements PayloadCodec {

	private static final byte SEPARATOR = 0x1e;

	@Override
	public Payload encode(List<Outgoing> packets) {
		ByteArrayOutputStream body = new ByteArrayOutputStream();
		for (Outgoing packet : packets) {
			if (body.size() > 0) {
				body.write(SEPARATOR);
			}
			if (packet.frame().binary()) {
				body.write('b');
				body.writeBytes(Base64.getEncoder().encode(packet.frame().bytes()));
			}
			else {
				body.writeBytes(packet.frame().bytes());
			}
		}
		return new Payload(Payload.TEXT, body.toByteArray());
	}

	@Override
	public void decode(Payload payload, Inbound inbound) {
		byte[] body = payload.bytes();
		ByteScan.checkUtf8(body);
		int packets = 1;
		for (byte b : body) {
			packets += (b == SEPARATOR) ? 1 : 0;
		}
		if (packets > MAX_PACKETS) {
			throw new InvalidPacketException("More than " + MAX_PACKETS + " packets in one payload");
		}
		int start = 0;
		for (int i = 0; i <= body.length; i++) {
			if (i == body.length || body[i] == SEPARATOR) {
				receive(Arrays.copyOfRange(body, start, i), inbound);
				start = i + 1;
			}
		}
	}

	private static void receive(byte[] packet, Inbound inbound) {
		if (packet.length > 0 && packet[0] == 'b') {
			inbound.binary(PayloadCodec.base64(packet, 1));
		}
		else {
			inbound.text(packet);
		}
	}

}

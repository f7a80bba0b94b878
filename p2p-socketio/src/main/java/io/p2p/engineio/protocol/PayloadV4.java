package io.p2p.engineio.protocol;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

import io.p2p.engineio.send.OutgoingQueue.Outgoing;

/**
 * Payloads of Engine.IO v4: packets separated by 0x1e, binary ones as Base64.
 *
 * @since 0.1.0
 */
public final class PayloadV4 implements PayloadCodec {

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
	public PayloadReader read(Payload body) {
		ByteScan.checkUtf8(body.bytes());
		return new Reader(body.bytes());
	}

	private static final class Reader implements PayloadReader {

		private final byte[] body;

		private int position;

		Reader(byte[] body) {
			this.body = body;
		}

		@Override
		public int next(PacketSink inbound, long limit) {
			int start = this.position;
			int end = start;
			while (end < this.body.length && this.body[end] != SEPARATOR) {
				end++;
			}
			this.position = end + 1;
			if (end > start && this.body[start] == 'b') {
				byte[] message = PayloadCodec.base64(this.body, start + 1, end);
				inbound.binary(PayloadReader.checked(message, limit));
				return message.length;
			}
			inbound.text(PayloadReader.checked(Arrays.copyOfRange(this.body, start, end), limit));
			return end - start;
		}

		// a separator always has a packet behind it, even an empty one
		@Override
		public boolean isAtEnd() {
			return this.position > this.body.length;
		}

	}

}

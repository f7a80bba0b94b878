package io.p2p.socketio;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;

import org.jspecify.annotations.Nullable;

import io.p2p.engineio.protocol.InvalidPacketException;
import io.p2p.engineio.protocol.InvalidPacketException.Fault;
import io.p2p.peer.EventLimits;

/**
 * Decodes Engine.IO messages to Socket.IO v5 packets. Keeps a packet until its
 * attachments have come, by whichever transport. Used on the session's event loop.
 */
final class PacketDecoder {

	// An event with more than EventLimits.MAX_BINARIES is refused: its attachments are
	// dropped, but awaited up to this number, so that the connection can stay.
	private static final int MAX_ATTACHMENTS = 100_000;

	private static final PacketType[] TYPES = { PacketType.CONNECT, PacketType.DISCONNECT, PacketType.EVENT,
			PacketType.ACK, PacketType.CONNECT_ERROR, PacketType.EVENT, PacketType.ACK };

	private static final int BINARY_EVENT = 5;

	private final long maxBytes;

	private @Nullable Partial pending;

	private boolean begun;

	/**
	 * Create a decoder.
	 * @param maxBytes the bytes that a packet may have with all its attachments
	 */
	PacketDecoder(long maxBytes) {
		this.maxBytes = maxBytes;
	}

	/**
	 * Decode a text message.
	 * @param text bytes that end with the message in UTF-8
	 * @param from where the message begins, with the packet type
	 * @return the packet, {@code null} if its attachments are still to come
	 * @throws InvalidPacketException if a client may not send this
	 */
	@Nullable SocketPacket text(byte[] text, int from) {
		if (this.pending != null) {
			throw new InvalidPacketException("Text in place of an attachment");
		}
		Reader in = new Reader(text, from);
		int typeNumber = in.next() - '0';
		if (typeNumber == '{' - '0') {
			throw new InvalidPacketException(Fault.ANOTHER_PARSER, "A packet in JSON");
		}
		if (typeNumber < 0 || typeNumber >= TYPES.length) {
			throw new InvalidPacketException("Unknown packet type");
		}
		boolean binary = typeNumber >= BINARY_EVENT;
		int count = binary ? (int) in.number('-', MAX_ATTACHMENTS) : 0;
		String namespace = in.namespace();
		long ackId = in.optionalNumber();
		byte[] payload = in.rest();
		PacketType type = TYPES[typeNumber];
		this.begun = true;
		boolean tooLarge = isTooDeep(type, ackId, payload, count) || count > EventLimits.MAX_BINARIES;
		SocketPacket packet = new SocketPacket(type, namespace, ackId, payload, new ArrayList<>(tooLarge ? 0 : count),
				tooLarge);
		if (count == 0) {
			return packet;
		}
		this.pending = new Partial(packet, count, text.length);
		return null;
	}

	/**
	 * Take an attachment.
	 * @param bytes the attachment
	 * @return the packet if this was its last attachment
	 * @throws InvalidPacketException if no attachment was expected
	 */
	@Nullable SocketPacket binary(byte[] bytes) {
		Partial partial = this.pending;
		if (partial == null) {
			// a binary as the first message is most likely a packet of another parser
			throw new InvalidPacketException(this.begun ? Fault.NO_PACKET : Fault.ANOTHER_PARSER,
					"An attachment without a packet");
		}
		partial.bytes += bytes.length;
		if (partial.bytes > this.maxBytes) {
			throw InvalidPacketException.tooLarge(this.maxBytes);
		}
		if (!partial.packet.tooLarge()) {
			partial.packet.attachments().add(bytes);
		}
		if (--partial.missing > 0) {
			return null;
		}
		this.pending = null;
		return partial.packet;
	}

	private static boolean isTooDeep(PacketType type, long ackId, byte[] payload, int attachments) {
		try {
			check(type, ackId, payload, attachments);
			return false;
		}
		catch (TooDeepException ex) {
			if (type == PacketType.ACK || (type == PacketType.EVENT && JsonArray.of(payload, 1).isText(0))) {
				return true;
			}
			throw ex;
		}
	}

	private static void check(PacketType type, long ackId, byte[] payload, int attachments) {
		switch (type) {
			case CONNECT -> {
				if (payload.length > 0) {
					new JsonScanner(payload, 0, 0).scanObject();
				}
			}
			case DISCONNECT -> {
				if (payload.length > 0) {
					throw new InvalidPacketException("A disconnect packet has no payload");
				}
			}
			case EVENT -> {
				int name = new JsonScanner(payload, 0, attachments).scanArray();
				if (name < 0 || payload[name] != '"') {
					throw new InvalidPacketException("An event needs a name");
				}
			}
			case ACK -> {
				if (ackId == SocketPacket.NO_ACK) {
					throw new InvalidPacketException("An acknowledgement needs an id");
				}
				new JsonScanner(payload, 0, attachments).scanArray();
			}
			case CONNECT_ERROR -> throw new InvalidPacketException("Only a server sends this packet");
			default -> throw new IllegalStateException("Unknown type " + type);
		}
	}

	/**
	 * A packet whose attachments are still to come.
	 */
	private static final class Partial {

		private final SocketPacket packet;

		private int missing;

		private long bytes;

		Partial(SocketPacket packet, int missing, long bytes) {
			this.packet = packet;
			this.missing = missing;
			this.bytes = bytes;
		}

	}

	/**
	 * Reads the head of a packet, character by character.
	 */
	private static final class Reader {

		private static final long MAX_ACK_ID = (1L << 53) - 1;

		private final byte[] text;

		private int position;

		Reader(byte[] text, int from) {
			this.text = text;
			this.position = from;
		}

		int next() {
			return (this.position < this.text.length) ? this.text[this.position++] : -1;
		}

		private boolean atDigit() {
			return this.position < this.text.length && this.text[this.position] >= '0'
					&& this.text[this.position] <= '9';
		}

		long number(char terminator, long max) {
			long number = digits(max);
			if (number < 0 || next() != terminator) {
				throw new InvalidPacketException("Expected a number and '" + terminator + "'");
			}
			return number;
		}

		long optionalNumber() {
			return digits(MAX_ACK_ID);
		}

		private long digits(long max) {
			long number = atDigit() ? 0 : SocketPacket.NO_ACK;
			while (atDigit()) {
				number = number * 10 + this.text[this.position++] - '0';
				if (number > max) {
					throw new InvalidPacketException("Number over " + max);
				}
			}
			return number;
		}

		String namespace() {
			if (this.position >= this.text.length || this.text[this.position] != '/') {
				return "/";
			}
			int start = this.position;
			while (this.position < this.text.length && this.text[this.position] != ',') {
				this.position++;
			}
			String namespace = new String(this.text, start, this.position - start, StandardCharsets.UTF_8);
			this.position++;
			return namespace;
		}

		byte[] rest() {
			int start = Math.min(this.position, this.text.length);
			return Arrays.copyOfRange(this.text, start, this.text.length);
		}

	}

}

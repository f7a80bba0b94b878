package io.p2p.relay;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

import io.p2p.peer.Peer;
import io.p2p.peer.PeerId;
import io.p2p.peer.RawMessage;

/**
 * A message in the log of a room that several servers share.
 *
 * @param to the only receiver, {@code null} for all members but the sender
 * @param skip members that do not get it
 * @param seq see {@link RelayHeader}, 0 for none
 * @param ack see {@link RelayHeader}, 0 for none
 * @param receipt by which servers say that they have written it, empty if they need not
 * @param message the message
 */
record CarriedMessage(@Nullable String to, List<String> skip, long seq, long ack, String receipt, RawMessage message) {

	static CarriedMessage of(RelayHeader header, String receipt, RawMessage message) {
		return new CarriedMessage(header.to(), (header.skip() != null) ? header.skip() : List.of(),
				(header.seq() != null) ? header.seq() : 0, (header.ack() != null) ? header.ack() : 0, receipt, message);
	}

	static CarriedMessage to(PeerId receiver, RawMessage message) {
		return new CarriedMessage(receiver.value(), List.of(), 0, 0, "", message);
	}

	/**
	 * The part of the header that concerns receivers.
	 */
	RelayHeader header() {
		return new RelayHeader(null, this.to, this.skip.isEmpty() ? null : this.skip, (this.seq > 0) ? this.seq : null,
				(this.ack > 0) ? this.ack : null, null, null, null, null, null, null, null, null, null);
	}

	/**
	 * Whether a member is to get it.
	 */
	boolean isFor(PeerId receiver, @Nullable PeerId from) {
		if (this.to != null) {
			return this.to.equals(receiver.value());
		}
		return !receiver.equals(from) && !this.skip.contains(receiver.value());
	}

	/**
	 * Those of some members who are to get it, if it is not for one alone.
	 * @param sender the member that has sent it, {@code null} if it is none any more
	 */
	@SuppressWarnings("ReferenceEquality") // thousands of ids are slow to compare
	List<Peer> others(List<Peer> peers, @Nullable Peer sender) {
		List<Peer> others = new ArrayList<>(peers.size());
		for (int i = 0; i < peers.size(); i++) {
			Peer peer = peers.get(i);
			if (peer != sender && (this.skip.isEmpty() || !this.skip.contains(peer.id().value()))) {
				others.add(peer);
			}
		}
		return others;
	}

	byte[] write() {
		byte[] receiver = utf8((this.to != null) ? this.to : "");
		List<byte[]> without = this.skip.stream().map(CarriedMessage::utf8).toList();
		byte[] ticket = utf8(this.receipt);
		byte[] event = utf8(this.message.event());
		byte[] arguments = this.message.arguments();
		List<byte[]> attachments = this.message.attachments();
		ByteBuffer out = ByteBuffer.allocate(1 + 2 * Long.BYTES + size(receiver) + size(ticket) + size(event)
				+ size(arguments) + size(without) + size(attachments));
		out.put((byte) ((this.to != null) ? 1 : 0)).putLong(this.seq).putLong(this.ack);
		write(out, receiver);
		write(out, without);
		write(out, ticket);
		write(out, event);
		write(out, arguments);
		write(out, attachments);
		return out.array();
	}

	static byte[] utf8(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

	static int size(byte[] bytes) {
		return Integer.BYTES + bytes.length;
	}

	private static int size(List<byte[]> all) {
		int size = Integer.BYTES;
		for (byte[] bytes : all) {
			size += size(bytes);
		}
		return size;
	}

	static void write(ByteBuffer out, byte[] bytes) {
		out.putInt(bytes.length).put(bytes);
	}

	private static void write(ByteBuffer out, List<byte[]> all) {
		out.putInt(all.size());
		all.forEach((bytes) -> write(out, bytes));
	}

	/**
	 * Read a message.
	 * @throws IllegalArgumentException if it is none
	 * @throws BufferUnderflowException if its end is missing
	 */
	static CarriedMessage read(byte[] body) {
		ByteBuffer in = ByteBuffer.wrap(body);
		boolean toOne = in.get() != 0;
		long number = in.getLong();
		long question = in.getLong();
		String receiver = text(in);
		List<String> without = new ArrayList<>();
		for (int count = in.getInt(); count > 0; count--) {
			without.add(text(in));
		}
		String ticket = text(in);
		String event = text(in);
		byte[] arguments = bytes(in);
		List<byte[]> attachments = new ArrayList<>();
		for (int count = in.getInt(); count > 0; count--) {
			attachments.add(bytes(in));
		}
		return new CarriedMessage(toOne ? receiver : null, without, number, question, ticket,
				new RawMessage(event, arguments, attachments));
	}

	static String text(ByteBuffer in) {
		return new String(bytes(in), StandardCharsets.UTF_8);
	}

	static byte[] bytes(ByteBuffer in) {
		int length = in.getInt();
		if (length < 0 || length > in.remaining()) {
			throw new IllegalArgumentException("A message in the log has no such length: " + length);
		}
		byte[] bytes = new byte[length];
		in.get(bytes);
		return bytes;
	}

}

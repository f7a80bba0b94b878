package io.p2p.relay;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

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
				(this.ack > 0) ? this.ack : null, null, null, null, null, null, null, null, null);
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

	byte[] write() {
		byte[] arguments = this.message.arguments();
		ByteArrayOutputStream bytes = new ByteArrayOutputStream(arguments.length + 64);
		try (DataOutputStream out = new DataOutputStream(bytes)) {
			out.writeBoolean(this.to != null);
			out.writeUTF((this.to != null) ? this.to : "");
			out.writeInt(this.skip.size());
			for (String id : this.skip) {
				out.writeUTF(id);
			}
			out.writeLong(this.seq);
			out.writeLong(this.ack);
			out.writeUTF(this.receipt);
			write(out, this.message.event().getBytes(StandardCharsets.UTF_8));
			write(out, arguments);
			out.writeInt(this.message.attachments().size());
			for (byte[] attachment : this.message.attachments()) {
				write(out, attachment);
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return bytes.toByteArray();
	}

	private static void write(DataOutputStream out, byte[] bytes) throws IOException {
		out.writeInt(bytes.length);
		out.write(bytes);
	}

	static CarriedMessage read(byte[] body) {
		try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(body))) {
			boolean toOne = in.readBoolean();
			String receiver = in.readUTF();
			List<String> without = new ArrayList<>();
			for (int count = in.readInt(); count > 0; count--) {
				without.add(in.readUTF());
			}
			long number = in.readLong();
			long question = in.readLong();
			String ticket = in.readUTF();
			String event = new String(bytes(in), StandardCharsets.UTF_8);
			byte[] arguments = bytes(in);
			List<byte[]> attachments = new ArrayList<>();
			for (int count = in.readInt(); count > 0; count--) {
				attachments.add(bytes(in));
			}
			return new CarriedMessage(toOne ? receiver : null, without, number, question, ticket,
					new RawMessage(event, arguments, attachments));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static byte[] bytes(DataInputStream in) throws IOException {
		int length = in.readInt();
		if (length < 0 || length > in.available()) {
			throw new IOException("A message in the log has no such length: " + length);
		}
		return in.readNBytes(length);
	}

}

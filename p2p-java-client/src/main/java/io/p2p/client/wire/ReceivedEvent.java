package io.p2p.client.wire;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

import io.p2p.client.file.PeerFile;
import io.p2p.codec.PackedEvent;
import io.p2p.peer.RefusedException;
import io.p2p.peer.ReservedEvents;

/**
 * An event of another peer that has come, on either path. Its arguments are read when the
 * application asks for them.
 *
 * @param event its name, {@code null} for the answer to a question
 * @param ack the question that it asks or answers, 0 for none
 * @param content the name and the arguments as a JSON array
 * @param binaries the binaries that it refers to
 * @param files the files and streams in it, described by the last of its arguments
 * @since 0.1.0
 */
@SuppressWarnings("ArrayRecordComponent") // bytes pass through; nobody compares events
public record ReceivedEvent(@Nullable String event, long ack, byte[] content, List<byte[]> binaries,
		List<PeerFile> files) {

	private static final byte[] NULL = { '[', 'n', 'u', 'l', 'l' };

	private static final String MARK = "\"_p2p\"";

	// what the browser client tells its application
	private static final Set<String> OF_LIBRARY = Set.of("ready", "upgrade", "transport", "link-change", "stream",
			"progress");

	/**
	 * An event without files.
	 * @param event its name, {@code null} for the answer to a question
	 * @param ack the question that it asks or answers, 0 for none
	 * @param content the name and the arguments as a JSON array
	 * @param binaries the binaries that it refers to
	 */
	public ReceivedEvent(@Nullable String event, long ack, byte[] content, List<byte[]> binaries) {
		this(event, ack, content, binaries, List.of());
	}

	/**
	 * The same event with files.
	 * @param its the files and streams in it
	 * @return the event
	 */
	public ReceivedEvent with(List<PeerFile> its) {
		return new ReceivedEvent(this.event, this.ack, this.content, this.binaries, its);
	}

	/**
	 * What it says of files and streams in it.
	 * @return their descriptions; {@code null} if there are none
	 */
	public @Nullable JsonNode descriptions() {
		if (!mayHaveFiles()) {
			return null;
		}
		JsonNode arguments = Json.read(this.content);
		JsonNode marks = arguments.path(arguments.size() - 1).path("_p2p");
		return marks.isArray() ? marks : null;
	}

	// asked of each event
	private boolean mayHaveFiles() {
		int end = this.content.length - 1;
		return end > MARK.length() && this.content[end] == ']' && this.content[end - 1] == '}'
				&& new String(this.content, StandardCharsets.ISO_8859_1).contains(MARK);
	}

	/**
	 * Whether an application may neither send nor receive an event of a name.
	 * @param event the name
	 * @return whether it is a name of the library's or of Socket.IO's
	 */
	public static boolean isReserved(String event) {
		return OF_LIBRARY.contains(event) || ReservedEvents.contains(event);
	}

	/**
	 * Read an event from its name and arguments.
	 * @param content a JSON array
	 * @param binaries the binaries that it refers to
	 * @param ack the question, 0 for none
	 * @return the event; {@code null} if it is none that a peer may send
	 */
	public static @Nullable ReceivedEvent of(byte[] content, List<byte[]> binaries, long ack) {
		String event = Json.firstText(content);
		boolean valid = (event != null) ? !isReserved(event) : ack > 0 && isAnswer(content);
		return valid ? new ReceivedEvent(event, ack, content, binaries) : null;
	}

	/**
	 * Read an event in the form that it has on a link.
	 * @param bytes the bytes
	 * @param knownAck the question, where something around the event tells it, else -1
	 * @return the event; {@code null} if it is none that a peer may send
	 */
	public static @Nullable ReceivedEvent unpack(byte[] bytes, long knownAck) {
		try {
			PackedEvent packed = PackedEvent.read(bytes);
			long ack = (knownAck >= 0) ? knownAck : ackOf(bytes);
			return of(packed.content(), packed.attachments(), ack);
		}
		catch (RefusedException ex) {
			return null;
		}
	}

	private static long ackOf(byte[] bytes) {
		return Integer.toUnsignedLong(java.nio.ByteBuffer.wrap(bytes).getInt());
	}

	private static boolean isAnswer(byte[] content) {
		for (int i = 0; i < NULL.length; i++) {
			if (i >= content.length || content[i] != NULL[i]) {
				return false;
			}
		}
		return true;
	}

}

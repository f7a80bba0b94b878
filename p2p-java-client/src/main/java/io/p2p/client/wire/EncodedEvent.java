package io.p2p.client.wire;

import java.nio.charset.StandardCharsets;
import java.util.List;

import org.jspecify.annotations.Nullable;

import io.p2p.client.file.Source;
import io.p2p.client.file.Sources;
import io.p2p.codec.PackedEvent;
import io.p2p.codec.PeerMessageCodec;
import io.p2p.peer.RawMessage;

/**
 * An event of the application as it is sent, on either path.
 *
 * @since 0.1.0
 */
public final class EncodedEvent {

	private final @Nullable String event;

	private final long ack;

	private final byte[] content;

	private final List<byte[]> binaries;

	private final List<Source> sources;

	private final int size;

	private byte @Nullable [] bytes;

	/**
	 * Create an event.
	 * @param event its name, {@code null} for the answer to a question
	 * @param ack the question that it asks or answers, 0 for none
	 * @param content the name and the arguments as a JSON array; not to be written to
	 * @param binaries the binaries that it refers to; not to be written to
	 */
	public EncodedEvent(@Nullable String event, long ack, byte[] content, List<byte[]> binaries) {
		this(event, ack, content, binaries, List.of());
	}

	private EncodedEvent(@Nullable String event, long ack, byte[] content, List<byte[]> binaries,
			List<Source> sources) {
		this.sources = sources;
		this.event = event;
		this.ack = ack;
		this.content = content;
		this.binaries = binaries;
		int bytesInAll = 2 * Integer.BYTES + content.length;
		for (byte[] binary : binaries) {
			bytesInAll = Math.addExact(bytesInAll, Integer.BYTES + binary.length);
		}
		this.size = bytesInAll;
	}

	/**
	 * Check the name of an event that an application wants to send or hear.
	 * @param event the name
	 * @return the name
	 * @throws IllegalArgumentException if it is one of the library's or Socket.IO's
	 */
	public static String checked(String event) {
		if (ReceivedEvent.isReserved(event)) {
			throw new IllegalArgumentException("'" + event + "' is a reserved event");
		}
		return event;
	}

	/**
	 * Encode an event.
	 * @param codec writes the arguments
	 * @param sources gets the files and streams in them
	 * @param event its name
	 * @param ack the question that it asks, 0 for none
	 * @param arguments the arguments
	 * @return the event
	 */
	public static EncodedEvent event(PeerMessageCodec codec, Sources sources, String event, long ack,
			@Nullable Object... arguments) {
		RawMessage message = codec.encodeWith(Sources.KEY, sources, event, arguments);
		return new EncodedEvent(event, ack, sources.describe(codec.join(message)), message.attachments(),
				sources.all());
	}

	/**
	 * Encode an answer.
	 * @param codec writes it
	 * @param sources gets the files and streams in it
	 * @param ack the question that it answers
	 * @param answer the answer
	 * @return the event
	 */
	public static EncodedEvent answer(PeerMessageCodec codec, Sources sources, long ack, @Nullable Object answer) {
		RawMessage message = codec.encodeWith(Sources.KEY, sources, "", new Object[] { null, answer });
		return new EncodedEvent(null, ack, sources.describe(message.arguments()), message.attachments(), sources.all());
	}

	/**
	 * Say something about a file or a stream.
	 * @param id the number of the file
	 * @param what what is said
	 * @param value how many bytes, or the bytes; {@code null} for neither
	 * @return the event
	 */
	public static EncodedEvent aboutFile(long id, String what, @Nullable Object value) {
		RawMessage message = (value != null) ? PeerMessageCodec.PROTOCOL.encode("", null, null, null, what, value)
				: PeerMessageCodec.PROTOCOL.encode("", null, null, null, what);
		return new EncodedEvent(null, id, message.arguments(), message.attachments());
	}

	/**
	 * Say that there is no answer.
	 * @param ack the question
	 * @param code why, for programs
	 * @return the event
	 */
	public static EncodedEvent refusal(long ack, String code) {
		String json = "[null,null,{\"code\":\"" + code + "\",\"message\":\"the answer cannot be sent\"}]";
		return new EncodedEvent(null, ack, json.getBytes(StandardCharsets.UTF_8), List.of());
	}

	/**
	 * Its name.
	 * @return the name, {@code null} for an answer
	 */
	public @Nullable String event() {
		return this.event;
	}

	/**
	 * The question that it asks or answers.
	 * @return the number, 0 for none
	 */
	public long ack() {
		return this.ack;
	}

	/**
	 * Whether it asks for an answer.
	 * @return whether it is a question
	 */
	public boolean isQuestion() {
		return this.ack > 0 && this.event != null;
	}

	/**
	 * The name and the arguments.
	 * @return a JSON array, not to be written to
	 */
	public byte[] content() {
		return this.content;
	}

	/**
	 * The binaries.
	 * @return the binaries, not to be written to
	 */
	public List<byte[]> binaries() {
		return this.binaries;
	}

	/**
	 * The files and streams in it, whose bytes do not go with it.
	 * @return the files and streams
	 */
	public List<Source> sources() {
		return this.sources;
	}

	/**
	 * The bytes that it has in all, in the form that it has on a link.
	 * @return how many
	 */
	public int size() {
		return this.size;
	}

	/**
	 * The form that it has on a link, in parts and packed.
	 * @return the bytes, not to be written to
	 */
	public byte[] bytes() {
		byte[] known = this.bytes;
		if (known == null) {
			known = new PackedEvent(this.content, this.binaries).write(this.ack);
			this.bytes = known;
		}
		return known;
	}

}

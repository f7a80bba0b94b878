package io.p2p.client;

import java.lang.reflect.Type;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

import io.p2p.client.file.PeerFile;
import io.p2p.client.wire.Json;
import io.p2p.client.wire.ReceivedEvent;
import io.p2p.codec.PeerMessageCodec;
import io.p2p.peer.RawMessage;

/**
 * An event of another peer. Its arguments are read when they are asked for.
 *
 * @since 0.1.0
 */
public final class PeerEvent {

	private static final Logger logger = LoggerFactory.getLogger(P2pPeer.class);

	private final String name;

	private final Sender sender;

	private final RawMessage message;

	private final List<PeerFile> files;

	private final PeerMessageCodec codec;

	private final @Nullable Consumer<@Nullable Object> answering;

	PeerEvent(ReceivedEvent event, Sender sender, PeerMessageCodec codec,
			@Nullable Consumer<@Nullable Object> answering) {
		this.name = (event.event() != null) ? event.event() : "";
		this.sender = sender;
		this.message = new RawMessage(this.name, event.content(), event.binaries());
		this.files = event.files();
		this.codec = codec;
		this.answering = answering;
	}

	/**
	 * The name of the event.
	 * @return the name
	 */
	public String name() {
		return this.name;
	}

	/**
	 * Who sent it, and how it came.
	 * @return the sender
	 */
	public Sender sender() {
		return this.sender;
	}

	/**
	 * How many arguments it has.
	 * @return how many
	 */
	public int size() {
		int size = 0;
		try (JsonParser json = Json.parser(this.message.arguments())) {
			json.nextToken();
			while (json.nextToken() != JsonToken.END_ARRAY) {
				json.skipChildren();
				size++;
			}
		}
		// behind them is what is said of the files
		return size - (this.files.isEmpty() ? 1 : 2);
	}

	/**
	 * Read an argument.
	 * @param <T> the type to read it as
	 * @param index which one, from 0
	 * @param type the type; {@code byte[]} for binary, {@link PeerFile} or
	 * {@link java.io.InputStream} for a file or a stream
	 * @return the argument, {@code null} if there is no such one
	 * @throws tools.jackson.core.JacksonException if the argument is not of that type
	 */
	public <T> @Nullable T argument(int index, Class<T> type) {
		return PeerMessageCodec.cast(type, argument(index, (Type) type));
	}

	/**
	 * Read an argument.
	 * @param index which one, from 0
	 * @param type the type, such as one with type arguments
	 * @return the argument, {@code null} if there is no such one
	 * @throws tools.jackson.core.JacksonException if the argument is not of that type
	 */
	public @Nullable Object argument(int index, Type type) {
		// the name comes first
		return this.codec.decodeWith(PeerFile.class, this.files, this.message, index + 1, type);
	}

	/**
	 * The files and streams of all arguments, in their order.
	 * @return the files
	 */
	public List<PeerFile> files() {
		this.files.forEach(PeerFile::taken);
		return this.files;
	}

	/**
	 * All listeners have been called.
	 */
	void heard() {
		this.files.forEach(PeerFile::cancelUnlessTaken);
	}

	/**
	 * The binaries of all arguments, in their order.
	 * @return the binaries, not to be written to
	 */
	public List<byte[]> binaries() {
		return this.message.attachments();
	}

	/**
	 * Whether it asks for an answer.
	 * @return whether it is a question
	 */
	public boolean isQuestion() {
		return this.answering != null;
	}

	/**
	 * Answer it. Does nothing where it is no question, and the second time. May be called
	 * on any thread, and later.
	 * @param answer the answer, as an argument of an event, or a {@link CompletionStage}
	 * with it; where that fails, there is no answer
	 */
	public void answer(@Nullable Object answer) {
		if (answer instanceof CompletionStage<?> later) {
			later.whenComplete((value, failure) -> {
				if (failure != null) {
					logger.error("There is no answer to '{}' of {}", this.name, this.sender.id(), failure);
				}
				else {
					answer(value);
				}
			});
		}
		else if (this.answering != null) {
			this.answering.accept(answer);
		}
	}

	@Override
	public String toString() {
		return "PeerEvent[" + this.name + ", " + this.sender + "]";
	}

}

package io.p2p.client.file;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

import io.p2p.client.loop.Loop;

/**
 * The files and streams that come from other peers. Used in the loop of its room.
 *
 * @since 0.1.0
 */
public final class ReceivedFiles {

	// those of one peer that are open at once
	private static final int MAX_OPEN = 128;

	private static final Set<String> KINDS = Set.of("blob", "file", "stream");

	private final Loop loop;

	private final FileOutput output;

	private final FileEvents events;

	private final Consumer<Boolean> waiting;

	private final Map<String, Map<Long, Receiving>> receivings = new HashMap<>();

	/**
	 * Create it, empty.
	 * @param loop the loop of its room
	 * @param output asks for more
	 * @param events is told how far they are
	 * @param waiting told on any thread around a wait of a reader, with whether it begins
	 */
	public ReceivedFiles(Loop loop, FileOutput output, FileEvents events, Consumer<Boolean> waiting) {
		this.loop = loop;
		this.output = output;
		this.events = events;
		this.waiting = waiting;
	}

	/**
	 * An event has files and streams.
	 * @param from who has sent it
	 * @param event its name, empty for an answer
	 * @param descriptions what it says of them
	 * @return they, in the same order
	 * @throws IllegalArgumentException if the descriptions mean nothing, or are too many
	 */
	public List<PeerFile> receive(String from, String event, JsonNode descriptions) {
		Map<Long, Receiving> open = this.receivings.computeIfAbsent(from, (peer) -> new HashMap<>());
		List<PeerFile> files = new ArrayList<>();
		for (JsonNode one : descriptions) {
			String kind = one.path("kind").asString("");
			boolean stream = kind.equals("stream");
			long size = stream ? -1 : one.path("size").asLong(-1);
			long id = one.path("id").asLong(-1);
			boolean known = KINDS.contains(kind) && id >= 0 && (size >= 0 || stream);
			if (!known || open.size() >= MAX_OPEN || open.containsKey(id)) {
				files.forEach(PeerFile::cancel);
				throw new IllegalArgumentException("not the description of a file, or too many");
			}
			Receiving receiving = new Receiving(from, id, event, size);
			open.put(id, receiving);
			files.add(new PeerFile(one.path("name").asString(""), one.path("type").asString(""), size,
					one.path("lastModified").asLong(-1), receiving.bytes));
		}
		return files;
	}

	/**
	 * A message about a file that this client receives has come.
	 * @param from who has sent it
	 * @param id the number of the file
	 * @param what {@code data}, {@code end} or {@code abort}
	 * @param bytes the bytes, {@code null} if there are none
	 */
	public void take(String from, long id, String what, byte @Nullable [] bytes) {
		Receiving receiving = this.receivings.getOrDefault(from, Map.of()).get(id);
		if (receiving == null) {
			return;
		}
		if (what.equals("data") && bytes != null) {
			receiving.data(bytes);
		}
		else if (what.equals("end")) {
			receiving.end();
		}
		else if (what.equals("abort")) {
			receiving.fail("aborted", "the sender gave an event up");
		}
	}

	/**
	 * A peer has gone, or this client has left the room.
	 * @param peer its id, {@code null} for all
	 */
	public void gone(@Nullable String peer) {
		for (String from : List.copyOf(this.receivings.keySet())) {
			if (peer == null || peer.equals(from)) {
				Map<Long, Receiving> open = Objects.requireNonNull(this.receivings.remove(from));
				List.copyOf(open.values()).forEach((one) -> one.fail("aborted", "the sender has gone"));
			}
		}
	}

	private final class Receiving {

		private final String from;

		private final long id;

		private final String event;

		private final long size;

		private final IncomingBytes bytes;

		Receiving(String from, long id, String event, long size) {
			this.from = from;
			this.id = id;
			this.event = event;
			this.size = size;
			Loop its = ReceivedFiles.this.loop;
			this.bytes = new IncomingBytes((wanted) -> its.run(() -> ask(wanted)), () -> its.run(this::cancel),
					ReceivedFiles.this.waiting);
		}

		private void ask(long wanted) {
			if (isOpen()) {
				ReceivedFiles.this.output.say(this.from, this.id, "more", wanted);
			}
		}

		private boolean isOpen() {
			return ReceivedFiles.this.receivings.getOrDefault(this.from, Map.of()).get(this.id) == this;
		}

		private void forget() {
			ReceivedFiles.this.receivings.getOrDefault(this.from, new HashMap<>()).remove(this.id);
		}

		private void cancel() {
			if (isOpen()) {
				forget();
				ReceivedFiles.this.output.say(this.from, this.id, "cancel", null);
			}
		}

		void data(byte[] more) {
			boolean wanted = this.bytes.take(more);
			long received = this.bytes.received();
			if (!wanted || (this.size >= 0 && received > this.size)) {
				cancel();
				fail("bad-message", "a peer sent more than was asked for");
			}
			else if (this.size >= 0) {
				ReceivedFiles.this.events.fileProgressed(this.id, this.event, this.from, received, this.size,
						this.bytes::close);
			}
		}

		void end() {
			if (this.size >= 0 && this.bytes.received() < this.size) {
				fail("bad-message", "a peer sent less than it said");
				return;
			}
			forget();
			this.bytes.end();
		}

		void fail(String code, String message) {
			forget();
			this.bytes.fail(new IOException(code + ": " + message));
			// that of a stream is told to who reads it
			if (this.size >= 0) {
				ReceivedFiles.this.events.fileFailed(code, message, this.event, this.from, null);
			}
		}

	}

}

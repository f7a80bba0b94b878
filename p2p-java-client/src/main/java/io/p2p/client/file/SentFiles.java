package io.p2p.client.file;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.p2p.client.loop.Loop;

/**
 * The files and streams that this client sends: each of its receivers gets as much as it
 * asks for. Used in the loop of its room.
 *
 * @since 0.1.0
 */
public final class SentFiles {

	private final Loop loop;

	private final FileOutput output;

	private final FileEvents events;

	private final Map<Long, Sending> sendings = new HashMap<>();

	/**
	 * Create it, empty.
	 * @param loop the loop of its room
	 * @param output sends the bytes
	 * @param events is told how far they are
	 */
	public SentFiles(Loop loop, FileOutput output, FileEvents events) {
		this.loop = loop;
		this.output = output;
		this.events = events;
	}

	/**
	 * An event with a file or a stream is about to be sent.
	 * @param source the file or the stream
	 * @param event the name of the event, empty for an answer
	 * @param peers who may ask for it
	 */
	public void offer(Source source, String event, List<String> peers) {
		if (!source.begin()) {
			// a stream of an earlier session: what has been read of it is gone
			peers.forEach((peer) -> this.output.say(peer, source.id(), "abort", null));
			return;
		}
		Sending sending = new Sending(source, event);
		this.sendings.put(source.id(), sending);
		peers.forEach((peer) -> sending.receivers.put(peer, new Receiver()));
		if (peers.isEmpty()) {
			sending.end();
		}
	}

	/**
	 * A message about a file that this client sends has come.
	 * @param from who has sent it
	 * @param id the number of the file
	 * @param what {@code more} or {@code cancel}
	 * @param count how many bytes more, 0 for none
	 */
	public void take(String from, long id, String what, long count) {
		Sending sending = this.sendings.get(id);
		Receiver receiver = (sending != null) ? sending.receivers.get(from) : null;
		if (sending == null || receiver == null) {
			return;
		}
		if (what.equals("more") && count > 0) {
			receiver.credit = Math.min(receiver.credit + count, IncomingBytes.WINDOW_BYTES);
			sending.pump();
		}
		else if (what.equals("cancel")) {
			sending.leave(from);
		}
	}

	/**
	 * A peer has gone, or this client has left the room.
	 * @param peer its id, {@code null} for all
	 */
	public void gone(@Nullable String peer) {
		for (Sending sending : List.copyOf(this.sendings.values())) {
			List.copyOf(sending.receivers.keySet())
				.stream()
				.filter((one) -> peer == null || peer.equals(one))
				.forEach(sending::leave);
		}
	}

	private static final class Receiver {

		// what it has asked for and has not been sent
		private long credit;

		private long loaded;

	}

	private final class Sending {

		private final Source source;

		private final String event;

		private final SourceReader reader;

		private final Map<String, Receiver> receivers = new HashMap<>();

		private boolean busy;

		Sending(Source source, String event) {
			this.source = source;
			this.event = event;
			this.reader = new SourceReader(source);
		}

		private boolean isOpen() {
			return SentFiles.this.sendings.get(this.source.id()) == this;
		}

		/**
		 * Read what somebody has asked for, a piece at a time.
		 */
		void pump() {
			if (this.busy || !isOpen()) {
				return;
			}
			Map<String, Receiver> next = (this.source.size() < 0) ? everybody() : slowest();
			if (next.isEmpty()) {
				return;
			}
			long position = next.values().iterator().next().loaded;
			long credit = next.values().stream().mapToLong((receiver) -> receiver.credit).min().orElse(0);
			this.busy = true;
			FileThreads.EXECUTOR.execute(() -> {
				try {
					byte[] bytes = this.reader.read(position, credit);
					SentFiles.this.loop.run(() -> deliver(next, position, bytes));
				}
				catch (IOException | UncheckedIOException ex) {
					SentFiles.this.loop.run(() -> giveUp(ex));
				}
			});
		}

		// a stream is read once, as much as the slowest has asked for
		private Map<String, Receiver> everybody() {
			boolean wanted = this.receivers.values().stream().allMatch((receiver) -> receiver.credit > 0);
			return wanted ? Map.copyOf(this.receivers) : Map.of();
		}

		// a file is read for each by itself
		private Map<String, Receiver> slowest() {
			return this.receivers.entrySet()
				.stream()
				.filter((entry) -> entry.getValue().credit > 0)
				.min(Comparator.comparingLong((entry) -> entry.getValue().loaded))
				.map(Map::ofEntries)
				.orElse(Map.of());
		}

		private void deliver(Map<String, Receiver> some, long position, byte[] bytes) {
			this.busy = false;
			if (!isOpen()) {
				return;
			}
			boolean last = bytes.length == 0 || position + bytes.length == this.source.size();
			some.forEach((peer, receiver) -> {
				if (this.receivers.get(peer) == receiver) {
					send(peer, receiver, bytes);
					if (last) {
						SentFiles.this.output.say(peer, this.source.id(), "end", null);
						leave(peer);
					}
				}
			});
			pump();
		}

		private void send(String peer, Receiver receiver, byte[] bytes) {
			receiver.credit -= bytes.length;
			receiver.loaded += bytes.length;
			int chunk = SentFiles.this.output.chunkBytes();
			for (int start = 0; start < bytes.length; start += chunk) {
				byte[] piece = Arrays.copyOfRange(bytes, start, Math.min(bytes.length, start + chunk));
				SentFiles.this.output.say(peer, this.source.id(), "data", piece);
			}
			if (this.source.size() >= 0 && bytes.length > 0) {
				long loaded = this.receivers.values().stream().mapToLong((one) -> one.loaded).min().orElse(0);
				SentFiles.this.events.fileProgressed(this.source.id(), this.event, null, loaded, this.source.size(),
						() -> SentFiles.this.loop.run(() -> giveUp(null)));
			}
		}

		private void giveUp(@Nullable Throwable cause) {
			if (isOpen()) {
				this.receivers.keySet()
					.forEach((peer) -> SentFiles.this.output.say(peer, this.source.id(), "abort", null));
				end();
				SentFiles.this.events.fileFailed("aborted", "this client gave an event up", this.event, null, cause);
			}
		}

		/**
		 * A receiver has all, or wants no more.
		 */
		void leave(String peer) {
			this.receivers.remove(peer);
			if (this.receivers.isEmpty()) {
				end();
			}
			else {
				pump();
			}
		}

		void end() {
			if (SentFiles.this.sendings.remove(this.source.id(), this)) {
				this.receivers.clear();
				FileThreads.EXECUTOR.execute(this.reader::close);
			}
		}

	}

}

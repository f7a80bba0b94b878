package io.p2p.client.stream;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import io.p2p.client.wire.Failure;
import io.p2p.client.wire.Json;

/**
 * Joins the parts that one peer sends, on whichever path. Whatever comes, it does not
 * throw. Used in the loop of its room.
 *
 * @since 0.1.0
 */
public final class IncomingTransfers {

	// MAX_TRANSFERS on each of two paths, and twice as many for those under way when
	// the path changed
	private static final int MAX_RECEIVED = 4 * Outgoing.MAX_TRANSFERS;

	private static final int MAX_REMEMBERED = 1_000;

	// how many times the largest event one peer's parts may take, and those of all peers
	private static final long EVENTS_PER_PEER = 2;

	private static final long EVENTS_OF_ALL = 4;

	// what a part costs at least, however few bytes are in it
	private static final int PART_BYTES = 64;

	// the ack and the length of the JSON
	private static final int NAME_OFFSET = 8;

	private final String peer;

	private final long maxEventBytes;

	private final Set<IncomingTransfers> ofRoom;

	private final Events events;

	private final Map<Long, Assembly> assemblies = new LinkedHashMap<>();

	// the transfers that have ended: after a change of the path their parts may come
	// again
	private final Set<Long> done = new LinkedHashSet<>();

	/**
	 * Create a receiver.
	 * @param peer who sends
	 * @param maxEventBytes the bytes that an event may have
	 * @param ofRoom the receivers of the room that hold parts of events that are not
	 * complete; changed by them
	 * @param events is told what becomes of them
	 */
	public IncomingTransfers(String peer, long maxEventBytes, Set<IncomingTransfers> ofRoom, Events events) {
		this.peer = peer;
		this.maxEventBytes = maxEventBytes;
		this.ofRoom = ofRoom;
		this.events = events;
	}

	/**
	 * A part of an event has come.
	 * @param id the number of its transfer
	 * @param total the size of the event
	 * @param offset where the part begins
	 * @param bytes the part
	 * @param link whether it has come by link
	 */
	public void part(long id, long total, long offset, byte[] bytes, boolean link) {
		Assembly assembly = this.assemblies.get(id);
		if (assembly == null) {
			assembly = begin(id, total, offset, bytes);
		}
		long end = offset + bytes.length;
		// the part has come before, or its transfer's beginning has not come
		if (assembly == null || end <= assembly.loaded) {
			return;
		}
		if (total != assembly.total || offset > assembly.loaded || end > total) {
			give(assembly, "bad-message", "a peer sent a bad part");
			return;
		}
		// memory is taken for what has come, never for the total that the peer announces
		int from = (int) (assembly.loaded - offset);
		assembly.bytes.write(bytes, from, bytes.length - from);
		assembly.loaded = end;
		assembly.heldBytes += Math.max(bytes.length, PART_BYTES);
		boolean complete = end == total;
		if (complete) {
			finish(id);
		}
		else {
			limit();
		}
		// limit() may have given this transfer up
		if (complete || this.assemblies.containsKey(id)) {
			this.events.progressed(id, assembly.event, (int) assembly.loaded, (int) total, () -> abortOwn(id));
		}
		if (complete) {
			this.events.complete(assembly.bytes.toByteArray(), link);
		}
	}

	private @Nullable Assembly begin(long id, long total, long offset, byte[] bytes) {
		if (offset > 0 || this.done.contains(id)) {
			return null;
		}
		Assembly assembly = new Assembly(id, peekName(bytes), total);
		if (total > this.maxEventBytes) {
			reject(assembly, "an event of " + total + " bytes is too large");
			return null;
		}
		// our own senders keep the limit, so the oldest is one whose rest never comes
		if (this.assemblies.size() >= MAX_RECEIVED) {
			abort(this.assemblies.keySet().iterator().next());
		}
		this.assemblies.put(id, assembly);
		this.ofRoom.add(this);
		return assembly;
	}

	private static String peekName(byte[] start) {
		int length = Math.max(0, start.length - NAME_OFFSET);
		byte[] json = new String(start, Math.min(NAME_OFFSET, start.length), length, StandardCharsets.UTF_8)
			.getBytes(StandardCharsets.UTF_8);
		String name = Json.firstText(json);
		return (name != null) ? name : "";
	}

	/**
	 * The sender gave a transfer up.
	 * @param id its number
	 */
	public void abort(long id) {
		Assembly assembly = this.assemblies.get(id);
		if (assembly != null) {
			give(assembly, "aborted", "the sender gave an event up");
		}
		else {
			finish(id);
		}
	}

	private void abortOwn(long id) {
		Assembly assembly = this.assemblies.get(id);
		if (assembly != null) {
			this.events.stop(id, null);
			give(assembly, "aborted", "this client gave an event up");
		}
	}

	/**
	 * The sender is gone.
	 */
	public void close() {
		new ArrayList<>(this.assemblies.keySet()).forEach(this::abort);
	}

	private long heldBytes() {
		return this.assemblies.values().stream().mapToLong((assembly) -> assembly.heldBytes).sum();
	}

	private void limit() {
		if (heldBytes() > EVENTS_PER_PEER * this.maxEventBytes) {
			giveWay();
		}
		// the peer that holds the most gives way: others are not to lose by what one
		// peer sends
		if (this.ofRoom.stream().mapToLong(IncomingTransfers::heldBytes).sum() > EVENTS_OF_ALL * this.maxEventBytes) {
			this.ofRoom.stream()
				.max(Comparator.comparingLong(IncomingTransfers::heldBytes))
				.ifPresent(IncomingTransfers::giveWay);
		}
	}

	private void giveWay() {
		this.assemblies.values()
			.stream()
			.max(Comparator.comparingLong((assembly) -> assembly.heldBytes))
			.ifPresent((largest) -> reject(largest, "too much of it waits"));
	}

	private void reject(Assembly assembly, String message) {
		this.events.stop(assembly.id, "too-large");
		give(assembly, "too-large", message);
	}

	private void give(Assembly assembly, String code, String message) {
		finish(assembly.id);
		String event = assembly.event.isEmpty() ? null : assembly.event;
		this.events.failed(Failure.of(code, message).peer(this.peer).event(event));
	}

	private void finish(long id) {
		this.assemblies.remove(id);
		if (this.assemblies.isEmpty()) {
			this.ofRoom.remove(this);
		}
		this.done.add(id);
		if (this.done.size() > MAX_REMEMBERED) {
			Iterator<Long> oldest = this.done.iterator();
			oldest.next();
			oldest.remove();
		}
	}

	/**
	 * What a receiver of parts tells.
	 */
	public interface Events {

		/**
		 * An event is complete.
		 * @param bytes the event, in the form that it has on a link
		 * @param link whether its end has come by link
		 */
		void complete(byte[] bytes, boolean link);

		/**
		 * More of an event has come.
		 * @param id the number of its transfer
		 * @param event its name
		 * @param loaded the bytes that have come
		 * @param total those that it has
		 * @param abort gives it up
		 */
		void progressed(long id, String event, int loaded, int total, Runnable abort);

		/**
		 * The rest of a transfer is not wanted, or cannot be taken.
		 * @param id its number
		 * @param code why it cannot be taken
		 */
		void stop(long id, @Nullable String code);

		/**
		 * A transfer was given up.
		 * @param failure why
		 */
		void failed(Failure failure);

	}

	private static final class Assembly {

		private final long id;

		private final String event;

		private final long total;

		private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

		private long loaded;

		private long heldBytes;

		Assembly(long id, String event, long total) {
			this.id = id;
			this.event = event;
			this.total = total;
		}

	}

}

package io.p2p.client.stream;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.p2p.client.wire.EncodedEvent;

/**
 * A large event on its way, in parts, to one receiver or several. Used in the loop of its
 * room.
 *
 * @since 0.1.0
 */
public final class OutgoingTransfer {

	private final long id;

	private final EncodedEvent message;

	private final Events events;

	// by the id of a peer, or "" for everyone that the relay reaches
	private final Map<String, Leg> legs = new HashMap<>();

	private int reported;

	/**
	 * Create a transfer.
	 * @param id its number, unique among those of this client
	 * @param message the event
	 * @param events is told what becomes of it
	 */
	public OutgoingTransfer(long id, EncodedEvent message, Events events) {
		this.id = id;
		this.message = message;
		this.events = events;
	}

	/**
	 * Its number.
	 * @return the number
	 */
	public long id() {
		return this.id;
	}

	/**
	 * The event.
	 * @return the event
	 */
	public EncodedEvent message() {
		return this.message;
	}

	/**
	 * The name of the event.
	 * @return the name, empty for an answer
	 */
	public String event() {
		String event = this.message.event();
		return (event != null) ? event : "";
	}

	/**
	 * The size of the event.
	 * @return the bytes
	 */
	public int total() {
		return this.message.size();
	}

	/**
	 * Give the event up on all legs.
	 */
	public void abort() {
		List<Leg> cancelled = new ArrayList<>(this.legs.values());
		if (cancelled.stream().allMatch((leg) -> leg.loaded == total())) {
			return;
		}
		this.legs.clear();
		cancelled.forEach((leg) -> leg.cancel.run());
		this.events.ended(this, null, null);
	}

	/**
	 * Begin a leg, or take it over.
	 * @param leg the peer, {@code null} for everyone that the relay reaches
	 * @param loaded the bytes that it has
	 * @param cancel gives it up
	 */
	public void begin(@Nullable String leg, int loaded, Runnable cancel) {
		this.legs.put(key(leg), new Leg(loaded, cancel));
	}

	/**
	 * Whether a leg is still to get it.
	 * @param leg the peer
	 * @return whether it is
	 */
	public boolean reaches(String leg) {
		return this.legs.containsKey(leg);
	}

	/**
	 * A leg has the bytes before an offset now, if there are so many.
	 * @param leg the peer, {@code null} for everyone that the relay reaches
	 * @param end the offset
	 */
	public void advance(@Nullable String leg, long end) {
		Leg known = this.legs.get(key(leg));
		if (known != null) {
			known.loaded = (int) Math.max(known.loaded, Math.min(end, total()));
		}
		report();
	}

	/**
	 * A leg gets no more; the progress no longer depends on it.
	 * @param leg the peer, {@code null} for everyone that the relay reaches
	 */
	public void abandon(@Nullable String leg) {
		this.legs.remove(key(leg));
		report();
	}

	/**
	 * A receiver does not want the rest.
	 * @param peer its id
	 * @param code why, if it cannot take it
	 */
	public void stop(String peer, @Nullable String code) {
		abandon(peer);
		this.events.ended(this, peer, code);
	}

	private void report() {
		if (this.legs.isEmpty()) {
			return;
		}
		int loaded = this.legs.values().stream().mapToInt((leg) -> leg.loaded).min().orElse(0);
		if (loaded > this.reported) {
			this.reported = loaded;
			this.events.progressed(this, loaded);
		}
	}

	private static String key(@Nullable String leg) {
		return (leg != null) ? leg : "";
	}

	/**
	 * Is told what becomes of a transfer.
	 */
	public interface Events {

		/**
		 * The slowest receiver has more of it.
		 * @param transfer the transfer
		 * @param loaded the bytes that it has
		 */
		void progressed(OutgoingTransfer transfer, int loaded);

		/**
		 * This end has given the event up, or a receiver does not want it.
		 * @param transfer the transfer
		 * @param peer the receiver, {@code null} if it was this end
		 * @param code why, if the receiver could not take it
		 */
		void ended(OutgoingTransfer transfer, @Nullable String peer, @Nullable String code);

	}

	private static final class Leg {

		private int loaded;

		private final Runnable cancel;

		Leg(int loaded, Runnable cancel) {
			this.loaded = loaded;
			this.cancel = cancel;
		}

	}

}

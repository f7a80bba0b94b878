package io.p2p.client.encryption;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Another member of the room that has the key, as far as what is sealed goes.
 */
final class Mate {

	// what may wait of a mate until it is known to be there
	private static final int MAX_HELD = 256;

	private final String id;

	private final String salt;

	private final SenderKey key;

	// the number of the newest of what it has told of itself
	private long told;

	// the number of the last that was for it, and of the first
	private @Nullable Long sent;

	private @Nullable Long first;

	// whether this client has told it that it knows its salt
	private boolean greeted;

	// the number of the first that counts for this client, once it has told that:
	// until then it may be a recording
	private @Nullable Long since;

	private boolean asked;

	// what has come of it before that
	private final List<Opened> held = new ArrayList<>();

	// the number of the last that has come
	private long taken;

	Mate(String id, String salt, SenderKey key) {
		this.id = id;
		this.salt = salt;
		this.key = key;
	}

	String id() {
		return this.id;
	}

	String salt() {
		return this.salt;
	}

	@Nullable Opened open(byte[] sealed) {
		return this.key.open(this.id, sealed);
	}

	/**
	 * It has told something of itself.
	 * @return {@code false} if that was told before something else
	 */
	boolean tells(Opened data) {
		boolean isNews = data.event().equals("data") && data.number() >= this.told;
		this.told = isNews ? data.number() : this.told;
		return isNews;
	}

	/**
	 * Something is sent to it.
	 * @return the number of what was sent to it before; 0 for nothing
	 */
	long sends(long number) {
		long before = (this.sent != null) ? this.sent : 0;
		this.first = (this.first != null) ? this.first : (Long) number;
		this.sent = number;
		return before;
	}

	/**
	 * The number of the first that it was to get.
	 */
	long first() {
		return (this.first != null) ? this.first : 0;
	}

	/**
	 * Say that it is told now that this client has met it.
	 * @return {@code false} if it was told before
	 */
	boolean greet() {
		boolean isFirst = !this.greeted;
		this.greeted = true;
		return isFirst;
	}

	/**
	 * Tell it once more that this client has met it.
	 */
	void greetAgain() {
		this.greeted = false;
	}

	/**
	 * Ask it whether it is there.
	 * @return {@code false} if it was asked before, or is known to be
	 */
	boolean ask() {
		boolean isFirst = !this.asked && isDoubtful();
		this.asked |= isFirst;
		return isFirst;
	}

	/**
	 * Whether it may be a recording.
	 */
	boolean isDoubtful() {
		return this.since == null;
	}

	/**
	 * Put something that has come in order with what has come before.
	 * @param salt this client's own, which the mate has to know
	 * @return what can be looked at now; nothing where the mate may be a recording
	 */
	List<Taken> admit(Opened opened, String me, String salt) {
		if (this.since == null) {
			this.since = opened.since(me, salt);
		}
		if (this.held.size() < MAX_HELD) {
			this.held.add(opened);
		}
		if (this.since == null) {
			return List.of();
		}
		List<Taken> all = new ArrayList<>();
		for (Opened one : this.held) {
			// what was for this client alone before the mate knew of it was for an
			// earlier stay of it
			if (one.number() >= this.since || one.header().text("to") == null) {
				all.add(take(one, one.before(me), this.since));
			}
		}
		this.held.clear();
		return all;
	}

	private Taken take(Opened one, @Nullable Long before, long firstForMe) {
		long last = this.taken;
		if (one.number() <= last) {
			return new Taken(one, Order.AGAIN);
		}
		this.taken = one.number();
		// before the mate knew of this client, it has sent to everybody all the same
		boolean isFirst = one.number() <= firstForMe && (last == 0 || before == null || before == 0);
		boolean isNext = before != null && before == last;
		return new Taken(one, (isNext || isFirst) ? Order.NEXT : Order.INCOMPLETE);
	}

	/**
	 * Whether all that was before something has come.
	 */
	enum Order {

		/** All has. */
		NEXT,

		/** Something has not. */
		INCOMPLETE,

		/** It has come itself before. */
		AGAIN

	}

	/**
	 * Something that has come.
	 *
	 * @param opened what
	 * @param order whether all that was before it has come
	 */
	record Taken(Opened opened, Order order) {

	}

}

package io.p2p.client.stream;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Which of a peer's volatile events are news: on two paths, and out of order on one, an
 * older may come late.
 *
 * @since 0.1.0
 */
public final class VolatileOrder {

	// the names that a sender's values are told apart by; beyond them, all old ones
	// count as one
	private static final int MAX_NAMES = 256;

	// the names in the order of their last event
	private final Map<String, Long> newest = new LinkedHashMap<>();

	private long floor;

	/**
	 * Whether no newer event of this name has come.
	 * @param event the name
	 * @param number its number
	 * @return whether it is to be taken
	 */
	public boolean isNews(String event, long number) {
		Long before = this.newest.get(event);
		if (!Incoming.isAfter(number, (before != null) ? before : this.floor)) {
			return false;
		}
		this.newest.remove(event);
		this.newest.put(event, number);
		if (this.newest.size() > MAX_NAMES) {
			Iterator<Long> oldest = this.newest.values().iterator();
			this.floor = oldest.next();
			oldest.remove();
		}
		return true;
	}

}

package io.p2p.peer;

import java.util.HashSet;
import java.util.Set;

/**
 * Something that several peers may have been let in by, such as the HTTP session of a
 * browser, and that can be ended: then those peers are disconnected. Safe for use by
 * several threads.
 *
 * @since 0.1.0
 */
public final class PeerLogin {

	private final Set<Runnable> peers = new HashSet<>();

	private boolean over;

	/**
	 * End the login, and the connections of all peers that were let in by it. Nothing
	 * happens the second time.
	 */
	public void end() {
		Set<Runnable> ended;
		synchronized (this) {
			this.over = true;
			ended = Set.copyOf(this.peers);
			this.peers.clear();
		}
		ended.forEach(Runnable::run);
	}

	/**
	 * Learn of the end.
	 * @param ended run once, on the thread that ends the login; at once, if it has ended
	 */
	public void add(Runnable ended) {
		synchronized (this) {
			if (!this.over) {
				this.peers.add(ended);
				return;
			}
		}
		ended.run();
	}

	/**
	 * Forget somebody who need not learn of the end any more.
	 * @param ended what was {@link #add added}
	 */
	public synchronized void remove(Runnable ended) {
		this.peers.remove(ended);
	}

	/**
	 * How many peers are connected, or may come back, by this login.
	 * @return how many there are now
	 */
	public synchronized int size() {
		return this.peers.size();
	}

}

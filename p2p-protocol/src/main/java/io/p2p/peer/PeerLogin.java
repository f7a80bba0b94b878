package io.p2p.peer;

import java.util.HashSet;
import java.util.Set;

/**
 * A login that several peers may share, such as the HTTP session of a browser. When it
 * ends, those peers are disconnected. Thread-safe.
 *
 * @since 0.1.0
 */
public final class PeerLogin {

	private final Set<Runnable> peers = new HashSet<>();

	private boolean over;

	/**
	 * End the login, and disconnect all of its peers. A second call does nothing.
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
	 * Add what to run when the login ends.
	 * @param ended run once, on the thread that ends the login; inline if it has ended
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
	 * Remove what was to run when the login ends.
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

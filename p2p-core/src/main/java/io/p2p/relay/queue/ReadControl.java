package io.p2p.relay.queue;

/**
 * Pauses and resumes reading from one sender, while too many of its events wait.
 *
 * @since 0.1.0
 */
public interface ReadControl {

	/**
	 * Read no more events, until {@link #resume()} has been called as often. May be
	 * called on any thread; events that have been read already still come.
	 */
	void pause();

	/**
	 * Undo one {@link #pause()}.
	 */
	void resume();

}

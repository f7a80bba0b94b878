package io.p2p.relay;

/**
 * What takes in the events of one sender, and can be held up while too many of them wait.
 *
 * @since 0.1.0
 */
public interface ReadControl {

	/**
	 * Take no more events, until {@link #resume()} has been called as often. May be
	 * called on any thread; what has been read already still comes.
	 */
	void pause();

	/**
	 * Go on.
	 */
	void resume();

}

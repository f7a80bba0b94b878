package io.p2p.client.rtc;

import java.util.concurrent.CompletionStage;

/**
 * A connection of WebRTC. Thread-safe.
 *
 * @since 0.1.0
 */
public interface RtcConnection {

	/**
	 * Describe this end as it offers to be, and be so.
	 * @param restartsIce whether another way is looked for
	 * @return completes when it is
	 */
	CompletionStage<Void> offer(boolean restartsIce);

	/**
	 * Describe this end as it answers, and be so.
	 * @return completes when it is
	 */
	CompletionStage<Void> answer();

	/**
	 * Take the description of the other end.
	 * @param description the description
	 * @return completes when it is taken
	 */
	CompletionStage<Void> take(Description description);

	/**
	 * Take a candidate of the other end.
	 * @param candidate the candidate
	 * @throws RuntimeException if it is none, or fits no description
	 */
	void take(Candidate candidate);

	/**
	 * Whether an offer of this end waits for its answer.
	 * @return whether it does
	 */
	boolean isOffering();

	/**
	 * The description of this end as it is now, with the candidates that it has found.
	 * @return the description
	 */
	Description localDescription();

	/**
	 * Open a channel.
	 * @param label its name
	 * @param reliable whether it keeps the order and repeats what is lost
	 * @param id its number, which both ends know; -1 for one that the other end is told
	 * @return the channel
	 * @throws RuntimeException if there can be none
	 */
	RtcChannel open(String label, boolean reliable, int id);

	/**
	 * Use other servers when it looks for a way again.
	 * @param configuration the servers
	 */
	void configure(RtcConfiguration configuration);

	/**
	 * Close it. Does nothing the second time.
	 */
	void close();

	/**
	 * What an end of a connection is.
	 *
	 * @param offer whether it is an offer, and no answer
	 * @param sdp the description
	 */
	record Description(boolean offer, String sdp) {

	}

	/**
	 * An address of an end.
	 *
	 * @param candidate the candidate
	 * @param sdpMid which part of the description it is for
	 * @param sdpMLineIndex the index of that
	 */
	record Candidate(String candidate, String sdpMid, int sdpMLineIndex) {

	}

	/**
	 * Whether the two ends have found each other.
	 */
	enum State {

		/** Not yet. */
		NEW,

		/** They have. */
		CONNECTED,

		/** They may find each other again. */
		DISCONNECTED,

		/** They do not find each other. */
		FAILED,

		/** The connection is closed. */
		CLOSED

	}

	/**
	 * Is told what happens, on any thread.
	 */
	interface Events {

		/**
		 * This end has found an address of itself.
		 * @param candidate the address
		 */
		void found(Candidate candidate);

		/**
		 * The state is another now.
		 * @param state the state
		 */
		void changed(State state);

		/**
		 * The other end has opened a channel.
		 * @param channel the channel
		 */
		void opened(RtcChannel channel);

	}

}

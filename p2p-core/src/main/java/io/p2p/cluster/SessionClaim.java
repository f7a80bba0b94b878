package io.p2p.cluster;

/**
 * The owner of a session from now on.
 *
 * @param outcome what has become of the request
 * @param peer the id of the session's peer, empty if there is no such session
 * @param generation the generation of the session, which only grows: the server that
 * claims it gets the next one; 0 if there is no such session
 * @param previous the server that had the session before, empty for none
 * @since 0.1.0
 */
public record SessionClaim(Outcome outcome, String peer, long generation, String previous) {

	/**
	 * What has become of a request.
	 */
	public enum Outcome {

		/**
		 * The session is new.
		 */
		CREATED,

		/**
		 * The session goes on at this server.
		 */
		CLAIMED,

		/**
		 * There is no such session.
		 */
		NONE,

		/**
		 * The session is another user's.
		 */
		TAKEN

	}

}

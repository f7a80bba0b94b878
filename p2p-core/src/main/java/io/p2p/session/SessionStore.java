package io.p2p.session;

import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Stores sessions by their names. A name is a secret between one client and the server:
 * it is never logged. Thread-safe; a stage may complete on any thread.
 *
 * @param <S> the type of a session
 * @since 0.1.0
 */
public interface SessionStore<S> {

	/**
	 * Add a session.
	 * @param name its name
	 * @param session the session, which is used on this server
	 * @return {@code false} if the name is taken, and the session has not been added
	 */
	CompletionStage<Boolean> add(String name, S session);

	/**
	 * Find a session, to go on with it on this server.
	 * @param name its name, as a client has sent it
	 * @return the session, empty if there is none of that name
	 */
	CompletionStage<Optional<S>> find(String name);

	/**
	 * Remove a session that has ended.
	 * @param name its name
	 * @param session the session; another one of that name stays
	 */
	void remove(String name, S session);

	/**
	 * The sessions that are used on this server.
	 * @return a live view
	 */
	Collection<S> local();

}

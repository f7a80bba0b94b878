package io.p2p.session;

import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * The sessions by their names. A name is a secret between one client and the server: it
 * is never logged. Callable from any thread; a stage may complete on any other.
 *
 * @param <S> a session that goes on here
 * @since 0.1.0
 */
public interface SessionStore<S> {

	/**
	 * Add a session.
	 * @param name its name
	 * @param session the session, which lives here
	 * @return {@code false} if there is another of that name, and it has not been added
	 */
	CompletionStage<Boolean> add(String name, S session);

	/**
	 * Find a session, to go on with it here.
	 * @param name its name, or anything that a client has said
	 * @return the session, none if there is no such
	 */
	CompletionStage<Optional<S>> find(String name);

	/**
	 * Remove a session that has ended.
	 * @param name its name
	 * @param session the session; another of that name stays
	 */
	void remove(String name, S session);

	/**
	 * The sessions that live here.
	 * @return a live view
	 */
	Collection<S> local();

}

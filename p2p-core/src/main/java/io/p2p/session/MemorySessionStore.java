package io.p2p.session;

import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Stores the sessions of one process in memory.
 *
 * @param <S> a session
 * @since 0.1.0
 */
public final class MemorySessionStore<S> implements SessionStore<S> {

	private final Map<String, S> sessions = new ConcurrentHashMap<>();

	@Override
	public CompletionStage<Boolean> add(String name, S session) {
		return CompletableFuture.completedFuture(this.sessions.putIfAbsent(name, session) == null);
	}

	@Override
	public CompletionStage<Optional<S>> find(String name) {
		return CompletableFuture.completedFuture(Optional.ofNullable(this.sessions.get(name)));
	}

	@Override
	public void remove(String name, S session) {
		this.sessions.remove(name, session);
	}

	@Override
	public Collection<S> local() {
		return Collections.unmodifiableCollection(this.sessions.values());
	}

}

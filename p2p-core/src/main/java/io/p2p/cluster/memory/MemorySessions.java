package io.p2p.cluster.memory;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

import io.p2p.cluster.KeptSession;
import io.p2p.cluster.SessionClaim;
import io.p2p.cluster.SessionClaim.Outcome;
import io.p2p.cluster.SessionOwner;

/**
 * The sessions, all of which are this server's. Used on the store's thread.
 */
final class MemorySessions {

	private final Map<String, Session> sessions = new HashMap<>();

	// those that have ended of late: what is kept was said before
	private final Map<String, Session> released = new HashMap<>();

	private final String node;

	private final long retention;

	MemorySessions(String node, Duration retention) {
		this.node = node;
		this.retention = retention.toNanos();
	}

	SessionClaim claim(String token, @Nullable String user, @Nullable String newPeer) {
		Session known = find(token);
		if (known == null) {
			if (newPeer == null) {
				return new SessionClaim(Outcome.NONE, "", 0, "");
			}
			this.released.remove(token);
			this.sessions.put(token, new Session(new KeptSession(token, newPeer, user, 1), false, end()));
			return new SessionClaim(Outcome.CREATED, newPeer, 1, "");
		}
		KeptSession session = known.session();
		if (!Objects.equals(session.user(), user)) {
			return new SessionClaim(Outcome.TAKEN, "", 0, "");
		}
		long generation = session.generation() + 1;
		// whoever comes back has not gone
		this.sessions.put(token, new Session(new KeptSession(token, session.peer(), user, generation), false, end()));
		return new SessionClaim(Outcome.CLAIMED, session.peer(), generation, this.node);
	}

	void keep(Collection<KeptSession> kept) {
		for (KeptSession one : kept) {
			Session known = find(one.token());
			Session over = this.released.get(one.token());
			if (over != null && over.session().generation() >= one.generation()) {
				continue;
			}
			// without its newest claim a session is an older one
			Session next = (known == null || known.session().generation() < one.generation())
					? new Session(one, false, end()) : new Session(known.session(), known.farewell(), end());
			this.sessions.put(one.token(), next);
		}
	}

	void release(String token, long generation) {
		Session known = this.sessions.get(token);
		if (known != null && known.session().generation() == generation) {
			this.sessions.remove(token);
			this.released.put(token, new Session(known.session(), false, end()));
		}
	}

	Optional<SessionOwner> farewell(String token) {
		Session known = find(token);
		if (known == null) {
			return Optional.empty();
		}
		this.sessions.put(token, new Session(known.session(), true, known.end()));
		return Optional.of(new SessionOwner(known.session().peer(), this.node));
	}

	boolean hasSaidFarewell(String token) {
		Session known = find(token);
		return known != null && known.farewell();
	}

	/**
	 * All sessions that go on.
	 */
	List<KeptSession> all() {
		sweep();
		List<KeptSession> all = new ArrayList<>();
		this.sessions.values().forEach((one) -> all.add(one.session()));
		return all;
	}

	/**
	 * Forget what nobody has kept.
	 */
	void sweep() {
		long now = System.nanoTime();
		this.sessions.values().removeIf((one) -> one.end() - now <= 0);
		this.released.values().removeIf((one) -> one.end() - now <= 0);
	}

	private @Nullable Session find(String token) {
		Session found = this.sessions.get(token);
		return (found != null && found.end() - System.nanoTime() > 0) ? found : null;
	}

	private long end() {
		return System.nanoTime() + this.retention;
	}

	/**
	 * A session.
	 *
	 * @param farewell whether its page has gone
	 * @param end when it ends if nobody keeps it
	 */
	private record Session(KeptSession session, boolean farewell, long end) {

	}

}

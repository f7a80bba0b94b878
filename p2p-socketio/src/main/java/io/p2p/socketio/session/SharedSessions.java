package io.p2p.socketio.session;

import java.security.Principal;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;

import io.p2p.cluster.KeptSession;
import io.p2p.socketio.replay.Strikes;

/**
 * The sessions that several servers share, of those whose peers are here. Thread-safe.
 */
final class SharedSessions {

	private final Map<String, SharedSession> sessions = new ConcurrentHashMap<>();

	private final ResumableSessions local;

	private final SessionCluster cluster;

	SharedSessions(ResumableSessions local, SessionCluster cluster) {
		this.local = local;
		this.cluster = cluster;
	}

	/**
	 * What shared sessions have in common with others.
	 */
	ResumableSessions local() {
		return this.local;
	}

	/**
	 * Open the session that a client names. Called on the event loop of its connection.
	 */
	void open(ResumeRequest request) {
		String ended = request.request().ended();
		if (ended == null) {
			find(request);
		}
		else {
			this.local.goOn(request, this.cluster.end(ended, user(request), request.request().rooms()),
					(done) -> find(request));
		}
	}

	private void find(ResumeRequest request) {
		String wanted = request.request().newName();
		new TakeOver(this, this.cluster, request).open((wanted != null) ? wanted : this.local.newName());
	}

	static @Nullable String user(ResumeRequest request) {
		Principal principal = request.newcomer().principal();
		return (principal != null) ? principal.getName() : null;
	}

	/**
	 * Create the session of a connection.
	 * @param generation the generation that this server has claimed
	 * @param received how many events the client has received in it
	 * @param confirmed how many of its own events the client knows to have come
	 * @param strikes those of the session's earlier connection to this server, or new
	 * ones
	 */
	SharedSession create(String name, SessionPeer peer, long generation, long received, long confirmed,
			Strikes strikes) {
		SharedSession session = new SharedSession(name, peer, this,
				new SessionConfirmations(this.cluster, this.local.host(), peer, confirmed), generation, received,
				strikes);
		this.sessions.put(name, session);
		return session;
	}

	/**
	 * End the session of an earlier connection to this server.
	 * @return its strikes, new ones if there is none
	 */
	Strikes supersede(String name) {
		SharedSession earlier = this.sessions.remove(name);
		if (earlier == null) {
			return new Strikes();
		}
		earlier.supersede();
		return earlier.strikes();
	}

	void superseded(SharedSession session, SessionPeer peer) {
		this.sessions.remove(session.token(), session);
		this.local.host().superseded(peer);
		this.cluster.superseded(peer);
	}

	void ended(SharedSession session) {
		this.sessions.remove(session.token(), session);
		this.cluster.release(session);
	}

	/**
	 * Take the farewell of a page, whose session may be at another server.
	 * @param name the name of the session, unchecked
	 */
	void farewell(String name) {
		SharedSession here = this.sessions.get(name);
		if (here != null) {
			here.farewell();
		}
		else if (SessionRequest.isName(name)) {
			this.cluster.farewell(name);
		}
	}

	/**
	 * A session has lost its connection: another server may know that its page has gone.
	 */
	void lost(SharedSession session) {
		this.cluster.hasSaidFarewell(session).thenAccept((said) -> {
			if (said) {
				session.farewell();
			}
		});
	}

	Collection<SharedSession> all() {
		return Collections.unmodifiableCollection(this.sessions.values());
	}

	/**
	 * All sessions, as the store is to keep them.
	 */
	Collection<KeptSession> kept() {
		return this.sessions.values().stream().map(SharedSession::kept).toList();
	}

	boolean isIdle() {
		return this.cluster.isIdle();
	}

	/**
	 * Forget all sessions, which go on at other servers.
	 */
	void stop() {
		List.copyOf(this.sessions.values()).forEach(SharedSession::abandon);
		this.sessions.clear();
	}

}

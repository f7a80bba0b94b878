package io.p2p.security;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

import jakarta.servlet.http.HttpSession;
import jakarta.servlet.http.HttpSessionAttributeListener;
import jakarta.servlet.http.HttpSessionBindingEvent;
import jakarta.servlet.http.HttpSessionEvent;
import jakarta.servlet.http.HttpSessionIdListener;
import jakarta.servlet.http.HttpSessionListener;
import org.jspecify.annotations.Nullable;

import io.p2p.peer.PeerHandshake;
import io.p2p.peer.PeerIdentity;

/**
 * Authenticates clients by the sessions of the servlet container in the same process.
 * Browsers send cookies to a host whatever the port, so that one that has logged in on
 * the web server sends its cookie to this server as well. The peer's identity ends with
 * the session, or when another user logs in. Session ids are never logged.
 *
 * @since 0.1.0
 */
public final class ServletSessions
		implements WebSessions, HttpSessionListener, HttpSessionIdListener, HttpSessionAttributeListener {

	private static final String DEFAULT_COOKIE = "JSESSIONID";

	private final Map<String, ServletSession> sessions = new ConcurrentHashMap<>();

	private volatile String cookie = DEFAULT_COOKIE;

	@Override
	public @Nullable PeerIdentity identify(PeerHandshake handshake) {
		return handshake.headers()
			.getOrDefault("cookie", List.of())
			.stream()
			.flatMap((header) -> Stream.of(header.split(";")))
			.map(this::sessionId)
			.filter(Objects::nonNull)
			.map(this::find)
			.filter(Objects::nonNull)
			.map(ServletSession::identify)
			.filter(Objects::nonNull)
			.findFirst()
			.orElse(null);
	}

	private @Nullable String sessionId(String pair) {
		int end = pair.indexOf('=');
		boolean named = end > 0 && pair.substring(0, end).trim().equals(this.cookie);
		return named ? pair.substring(end + 1).trim() : null;
	}

	private @Nullable ServletSession find(String id) {
		ServletSession session = this.sessions.get(id);
		int route = id.lastIndexOf('.');
		// some containers append the name of a node to the id, in the cookie only
		return (session == null && route > 0) ? this.sessions.get(id.substring(0, route)) : session;
	}

	@Override
	public void sessionCreated(HttpSessionEvent event) {
		HttpSession session = event.getSession();
		this.cookie = Objects.requireNonNullElse(session.getServletContext().getSessionCookieConfig().getName(),
				DEFAULT_COOKIE);
		this.sessions.put(session.getId(), new ServletSession(session));
	}

	@Override
	public void sessionDestroyed(HttpSessionEvent event) {
		ServletSession session = this.sessions.remove(event.getSession().getId());
		if (session != null) {
			session.end();
		}
	}

	@Override
	public void sessionIdChanged(HttpSessionEvent event, String oldId) {
		ServletSession session = this.sessions.get(oldId);
		if (session != null) {
			this.sessions.put(event.getSession().getId(), session);
			this.sessions.remove(oldId);
		}
	}

	@Override
	public void attributeRemoved(HttpSessionBindingEvent event) {
		changed(event);
	}

	@Override
	public void attributeReplaced(HttpSessionBindingEvent event) {
		changed(event);
	}

	private void changed(HttpSessionBindingEvent event) {
		ServletSession session = ServletSession.CONTEXT.equals(event.getName())
				? this.sessions.get(event.getSession().getId()) : null;
		if (session != null) {
			session.changed();
		}
	}

}

package io.p2p.security;

import java.util.concurrent.TimeUnit;

import jakarta.servlet.http.HttpSession;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.AuthenticationTrustResolver;
import org.springframework.security.authentication.AuthenticationTrustResolverImpl;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContext;

import io.p2p.peer.PeerIdentity;
import io.p2p.peer.PeerLogin;

/**
 * An HTTP session, with the login of the peers that it has authenticated.
 */
final class ServletSession {

	/** The attribute of a session in which Spring Security keeps its context. */
	static final String CONTEXT = "SPRING_SECURITY_CONTEXT";

	private final AuthenticationTrustResolver trust = new AuthenticationTrustResolverImpl();

	private final HttpSession session;

	private PeerLogin login = new PeerLogin();

	private @Nullable String user;

	ServletSession(HttpSession session) {
		this.session = session;
	}

	/**
	 * The identity of the user who is logged in.
	 * @return the identity, {@code null} if nobody is
	 */
	synchronized @Nullable PeerIdentity identify() {
		Authentication authentication = authentication();
		if (authentication == null) {
			return null;
		}
		this.user = authentication.getName();
		return PeerIdentity.of(authentication).with(this.login);
	}

	/**
	 * End the login if its user has logged out or another one has logged in.
	 */
	void changed() {
		PeerLogin ended;
		synchronized (this) {
			Authentication authentication = authentication();
			if (authentication != null && authentication.getName().equals(this.user)) {
				return;
			}
			ended = this.login;
			this.login = new PeerLogin();
			this.user = null;
		}
		ended.end();
	}

	/**
	 * End the login, as the session has ended.
	 */
	synchronized void end() {
		this.login.end();
	}

	private @Nullable Authentication authentication() {
		try {
			Object context = isOver() ? null : this.session.getAttribute(CONTEXT);
			Authentication authentication = (context instanceof SecurityContext security) ? security.getAuthentication()
					: null;
			return this.trust.isAuthenticated(authentication) ? authentication : null;
		}
		catch (IllegalStateException ex) {
			// the session was invalidated meanwhile
			return null;
		}
	}

	// containers end expired sessions with a delay, so check the time
	private boolean isOver() {
		int seconds = this.session.getMaxInactiveInterval();
		return seconds > 0
				&& System.currentTimeMillis() - this.session.getLastAccessedTime() > TimeUnit.SECONDS.toMillis(seconds);
	}

}

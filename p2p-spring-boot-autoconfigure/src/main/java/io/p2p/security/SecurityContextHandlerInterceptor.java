package io.p2p.security;

import java.security.Principal;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.authentication.AnonymousAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.core.context.SecurityContextHolderStrategy;

import io.p2p.handler.PeerHandlerCall;
import io.p2p.handler.PeerHandlerInterceptor;
import io.p2p.peer.ErrorCode;
import io.p2p.peer.RefusedException;

/**
 * Sets the sender's {@link Authentication} in the security context of the thread while a
 * handler method is called, for method security among others. A sender without one is
 * anonymous. A sender that is denied access is refused as {@code forbidden}.
 *
 * @since 0.1.0
 */
public final class SecurityContextHandlerInterceptor implements PeerHandlerInterceptor {

	private static final Authentication ANONYMOUS = new AnonymousAuthenticationToken("p2p", "anonymous",
			AuthorityUtils.createAuthorityList("ROLE_ANONYMOUS"));

	private final SecurityContextHolderStrategy strategy;

	/**
	 * Create an interceptor.
	 * @param strategy holds the security context
	 */
	public SecurityContextHandlerInterceptor(SecurityContextHolderStrategy strategy) {
		this.strategy = strategy;
	}

	/**
	 * Create an interceptor with the strategy of {@link SecurityContextHolder}.
	 */
	public SecurityContextHandlerInterceptor() {
		this(SecurityContextHolder.getContextHolderStrategy());
	}

	@Override
	public CompletionStage<@Nullable Object> intercept(PeerHandlerCall call,
			Supplier<CompletionStage<@Nullable Object>> next) {
		Principal principal = call.sender().principal();
		SecurityContext context = this.strategy.createEmptyContext();
		context.setAuthentication((principal instanceof Authentication known) ? known : ANONYMOUS);
		this.strategy.setContext(context);
		try {
			return next.get();
		}
		finally {
			this.strategy.clearContext();
		}
	}

	@Override
	public @Nullable RefusedException refusal(PeerHandlerCall call, Throwable failure) {
		boolean denied = failure instanceof AccessDeniedException || failure instanceof AuthenticationException;
		return denied ? new RefusedException(ErrorCode.FORBIDDEN, "The sender may not do this") : null;
	}

}

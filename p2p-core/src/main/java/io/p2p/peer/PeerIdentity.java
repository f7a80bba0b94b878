package io.p2p.peer;

import java.security.Principal;
import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * Who a client is, and for how long.
 *
 * @param principal the user, {@code null} for nobody in particular; two principals with
 * the same name are the same user
 * @param expiresAt when that ends and the peer is disconnected, {@code null} for never
 * @param login what else may end it at any time, {@code null} for nothing
 * @since 0.1.0
 */
public record PeerIdentity(@Nullable Principal principal, @Nullable Instant expiresAt, @Nullable PeerLogin login) {

	private static final PeerIdentity ANONYMOUS = new PeerIdentity(null, null, null);

	/**
	 * A client that is nobody in particular.
	 * @return the identity
	 */
	public static PeerIdentity anonymous() {
		return ANONYMOUS;
	}

	/**
	 * A user, for as long as the connection lasts.
	 * @param principal the user
	 * @return the identity
	 */
	public static PeerIdentity of(Principal principal) {
		return new PeerIdentity(principal, null, null);
	}

	/**
	 * This identity with an end.
	 * @param end when the peer is disconnected, {@code null} for never
	 * @return the identity
	 */
	public PeerIdentity until(@Nullable Instant end) {
		return new PeerIdentity(this.principal, end, this.login);
	}

	/**
	 * This identity as part of a login.
	 * @param shared what may end it at any time
	 * @return the identity
	 */
	public PeerIdentity with(PeerLogin shared) {
		return new PeerIdentity(this.principal, this.expiresAt, shared);
	}

	/**
	 * Whether this is the same user as another.
	 * @param other the other, {@code null} for nobody in particular
	 * @return whether the principals have the same name, or neither is there
	 */
	public boolean isUser(@Nullable Principal other) {
		return (this.principal != null && other != null) ? this.principal.getName().equals(other.getName())
				: this.principal == null && other == null;
	}

	// whoever logs it must not log a token
	@Override
	public String toString() {
		return "PeerIdentity[anonymous=" + (this.principal == null) + ", expiresAt=" + this.expiresAt + "]";
	}

}

package io.p2p.peer;

import java.security.Principal;
import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * The identity of a client, and when it ends.
 *
 * @param principal the user, {@code null} for an anonymous client; principals with the
 * same name are the same user
 * @param expiresAt when it ends and the peer is disconnected, {@code null} for never
 * @param login a login that may end it at any time, {@code null} for none
 * @since 0.1.0
 */
public record PeerIdentity(@Nullable Principal principal, @Nullable Instant expiresAt, @Nullable PeerLogin login) {

	private static final PeerIdentity ANONYMOUS = new PeerIdentity(null, null, null);

	/**
	 * The identity of an anonymous client.
	 * @return the identity
	 */
	public static PeerIdentity anonymous() {
		return ANONYMOUS;
	}

	/**
	 * The identity of a user, which does not end.
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
	 * @param shared the login, which may end it at any time
	 * @return the identity
	 */
	public PeerIdentity with(PeerLogin shared) {
		return new PeerIdentity(this.principal, this.expiresAt, shared);
	}

	/**
	 * Whether this is the same user as another.
	 * @param other the other, {@code null} for an anonymous client
	 * @return whether the principals have the same name, or both are {@code null}
	 */
	public boolean isUser(@Nullable Principal other) {
		return (this.principal != null && other != null) ? this.principal.getName().equals(other.getName())
				: this.principal == null && other == null;
	}

	// the principal may hold a token, which must not be logged
	@Override
	public String toString() {
		return "PeerIdentity[anonymous=" + (this.principal == null) + ", expiresAt=" + this.expiresAt + "]";
	}

}

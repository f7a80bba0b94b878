package io.p2p.peer;

import java.security.Principal;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Says what the others are told of who a peer is: the member {@code user} of the objects
 * by which they know each other (docs/protocol.md). It is the server's word, apart from
 * the peer's own {@code data}. A bean of this type takes the place of {@link #NAME}.
 * <p>
 * It is called once for each connection to the peers' namespace, when the
 * {@link PeerAuthenticator}, if there is one, has found out who the client is, and before
 * anybody hears of the peer. It may block, as it is called where the authenticator is;
 * what both take together counts towards {@code p2p.server.connect-timeout}.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface PeerProfile {

	/**
	 * How many bytes the profile of a peer may have as JSON.
	 */
	int MAX_BYTES = 16 * 1024;

	/**
	 * The name of the principal, as in {@code {"name": "alice"}}; nothing for an
	 * anonymous peer.
	 */
	PeerProfile NAME = (peer) -> {
		Principal principal = peer.principal();
		return (principal != null) ? Map.of("name", principal.getName()) : null;
	};

	/**
	 * What the others are told of a peer. Whatever fails here leaves the peer without a
	 * profile, and the log with a warning: an exception, and what is no JSON without
	 * binaries or more than {@link #MAX_BYTES} of it.
	 * @param peer the peer, of which the handshake and the principal are known. It is in
	 * no room yet, and its id is that of a newcomer even if it goes on as an earlier peer
	 * @return what the application's {@code JsonMapper} can write, such as a record or a
	 * map; {@code null} for nothing
	 */
	@Nullable Object of(Peer peer);

}

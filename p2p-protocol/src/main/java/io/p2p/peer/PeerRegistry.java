package io.p2p.peer;

import java.util.Collection;

import org.jspecify.annotations.Nullable;

/**
 * The peers by their ids and by their users, connected or lost. Thread-safe.
 *
 * @since 0.1.0
 */
public interface PeerRegistry {

	/**
	 * Add a peer, or update its user.
	 * @param peer the peer
	 */
	void add(Peer peer);

	/**
	 * Remove a peer. Nothing happens if it is not there.
	 * @param peer the peer
	 */
	void remove(Peer peer);

	/**
	 * The peer with the given id.
	 * @param id the id
	 * @return the peer, {@code null} if there is none
	 */
	@Nullable Peer find(PeerId id);

	/**
	 * The peers of a user, such as the tabs of a browser.
	 * @param name the name of their {@linkplain Peer#principal principal}
	 * @return a snapshot
	 */
	Collection<Peer> ofUser(String name);

}

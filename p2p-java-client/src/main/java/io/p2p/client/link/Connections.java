package io.p2p.client.link;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The connections of a client to its peers, which its rooms share. Used in its loop.
 *
 * @since 0.1.0
 */
public final class Connections {

	private final Set<PeerConnection> all = new LinkedHashSet<>();

	private final Map<String, Consumer<PeerConnection>> offered = new HashMap<>();

	/**
	 * The connections to a peer that nobody has closed.
	 * @param peer its id
	 * @return a copy
	 */
	public List<PeerConnection> to(String peer) {
		return new ArrayList<>(this.all.stream().filter((one) -> one.peerId().equals(peer)).toList());
	}

	/**
	 * Set what a room does when a peer has opened a channel for it.
	 * @param room the name of the room
	 * @param action what it does
	 */
	public void whenOffered(String room, Consumer<PeerConnection> action) {
		this.offered.put(room, action);
	}

	/**
	 * A room takes no more channels.
	 * @param room its name
	 */
	public void leave(String room) {
		this.offered.remove(room);
	}

	void add(PeerConnection connection) {
		this.all.add(connection);
	}

	void remove(PeerConnection connection) {
		this.all.remove(connection);
	}

	void offered(String room, PeerConnection connection) {
		Consumer<PeerConnection> action = this.offered.get(room);
		if (action != null) {
			action.accept(connection);
		}
	}

}

package io.p2p.client.link;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

import io.p2p.client.stream.StreamPosition;

/**
 * The connections of a client to its peers, which its rooms share. Used in its loop.
 *
 * @since 0.1.0
 */
public final class Connections {

	// of one who has left, something may be under way for some seconds
	private static final int MAX_POSITIONS = 1_000;

	private final Set<PeerConnection> all = new LinkedHashSet<>();

	private final Map<String, Consumer<PeerConnection>> offered = new HashMap<>();

	// where the streams to those who have left have ended, by room and id
	private final Map<List<String>, StreamPosition> positions = new LinkedHashMap<>();

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
	 * Where a stream to a peer goes on: where that to the same id ended, before either of
	 * the two had left the room and joined it again.
	 * @param room the name of the room
	 * @param peer the id of the peer
	 * @return where
	 */
	public StreamPosition position(String room, String peer) {
		return this.positions.getOrDefault(List.of(room, peer), StreamPosition.START);
	}

	/**
	 * A stream has ended.
	 * @param room the name of the room
	 * @param peer the id of the peer
	 * @param position where
	 */
	public void ended(String room, String peer, StreamPosition position) {
		this.positions.remove(List.of(room, peer));
		this.positions.put(List.of(room, peer), position);
		if (this.positions.size() > MAX_POSITIONS) {
			this.positions.remove(this.positions.keySet().iterator().next());
		}
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

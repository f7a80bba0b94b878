package io.p2p.room;

import java.security.Principal;

import org.jspecify.annotations.Nullable;

import io.p2p.peer.Path;
import io.p2p.peer.Peer;
import io.p2p.peer.PeerHandshake;
import io.p2p.peer.PeerId;
import io.p2p.peer.RawJson;

/**
 * A view of a peer in one room: its data and path are those of that room.
 *
 * @since 0.1.0
 */
public final class RoomPeer implements Peer {

	private final Peer peer;

	private final Room room;

	private final RoomMember member;

	/**
	 * Create the view of a member.
	 * @param room the room
	 * @param member the membership of the peer, used when it has left the room
	 */
	public RoomPeer(Room room, RoomMember member) {
		this.peer = unwrap(member.peer());
		this.room = room;
		this.member = member;
	}

	/**
	 * The peer behind a view.
	 * @param peer a peer, or a view of it
	 * @return the peer itself
	 */
	public static Peer unwrap(Peer peer) {
		return (peer instanceof RoomPeer view) ? view.peer : peer;
	}

	@Override
	public PeerId id() {
		return this.peer.id();
	}

	@Override
	public PeerHandshake handshake() {
		return this.peer.handshake();
	}

	@Override
	public @Nullable Principal principal() {
		return this.peer.principal();
	}

	@Override
	public @Nullable RawJson user() {
		return this.peer.user();
	}

	@Override
	public @Nullable RawJson data() {
		RoomMember current = this.room.member(id());
		return (current != null) ? current.data() : this.member.data();
	}

	@Override
	public Path path() {
		return this.room.path(id());
	}

	@Override
	public boolean isLost() {
		return this.peer.isLost();
	}

	@Override
	public @Nullable String server() {
		return this.peer.server();
	}

	@Override
	public void disconnect() {
		this.peer.disconnect();
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return other instanceof Peer that && id().equals(that.id());
	}

	@Override
	public int hashCode() {
		return id().hashCode();
	}

	@Override
	public String toString() {
		return this.peer.toString();
	}

}

package io.p2p.room.replica;

import java.net.InetSocketAddress;
import java.security.Principal;
import java.util.Map;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import io.p2p.peer.Path;
import io.p2p.peer.Peer;
import io.p2p.peer.PeerHandshake;
import io.p2p.peer.PeerId;
import io.p2p.peer.RawJson;

/**
 * A peer at another server, as a room's log tells of it. Peers are equal if their ids
 * are.
 */
final class RemotePeer implements Peer {

	private final PeerId id;

	private final String node;

	private final @Nullable String principal;

	private final @Nullable RawJson user;

	private final InetSocketAddress address;

	private final Consumer<PeerId> disconnect;

	/**
	 * Create a remote peer.
	 * @param node the server that it is connected to
	 * @param principal the name of its principal, {@code null} for an anonymous one
	 * @param user what the others are told of who it is, {@code null} for nothing
	 * @param address where its first connection came from
	 * @param disconnect has its server disconnect it
	 */
	RemotePeer(PeerId id, String node, @Nullable String principal, @Nullable RawJson user, InetSocketAddress address,
			Consumer<PeerId> disconnect) {
		this.id = id;
		this.node = node;
		this.principal = principal;
		this.user = user;
		this.address = address;
		this.disconnect = disconnect;
	}

	@Override
	public PeerId id() {
		return this.id;
	}

	String node() {
		return this.node;
	}

	@Override
	public String server() {
		return this.node;
	}

	@Override
	public PeerHandshake handshake() {
		return new PeerHandshake("", Map.of(), Map.of(), null, this.address);
	}

	@Override
	public @Nullable Principal principal() {
		String name = this.principal;
		return (name != null) ? () -> name : null;
	}

	@Override
	public @Nullable RawJson user() {
		return this.user;
	}

	@Override
	public @Nullable RawJson data() {
		return null;
	}

	@Override
	public Path path() {
		return Path.RELAY;
	}

	@Override
	public void disconnect() {
		this.disconnect.accept(this.id);
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return other instanceof Peer that && this.id.equals(that.id());
	}

	@Override
	public int hashCode() {
		return this.id.hashCode();
	}

	@Override
	public String toString() {
		return "Peer[" + this.id + ", at another server]";
	}

}

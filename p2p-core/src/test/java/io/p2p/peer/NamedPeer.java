package io.p2p.peer;

import java.net.InetSocketAddress;
import java.security.Principal;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * A peer that has an id and may be lost. Peers are equal if their ids are.
 */
public final class NamedPeer implements Peer {

	private final PeerId id;

	private volatile boolean lost;

	public NamedPeer(PeerId id) {
		this.id = id;
	}

	@Override
	public PeerId id() {
		return this.id;
	}

	@Override
	public boolean isLost() {
		return this.lost;
	}

	public void lost(boolean value) {
		this.lost = value;
	}

	@Override
	public PeerHandshake handshake() {
		return new PeerHandshake("/", Map.of(), Map.of(), null, InetSocketAddress.createUnresolved("localhost", 1));
	}

	@Override
	public @Nullable Principal principal() {
		return null;
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
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return other instanceof NamedPeer that && this.id.equals(that.id);
	}

	@Override
	public int hashCode() {
		return this.id.hashCode();
	}

	@Override
	public String toString() {
		return "NamedPeer[" + this.id + "]";
	}

}

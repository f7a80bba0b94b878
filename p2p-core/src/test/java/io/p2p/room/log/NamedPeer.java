package io.p2p.room.log;

import java.net.InetSocketAddress;
import java.security.Principal;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.p2p.peer.Path;
import io.p2p.peer.Peer;
import io.p2p.peer.PeerHandshake;
import io.p2p.peer.PeerId;
import io.p2p.peer.RawJson;

/**
 * A peer that has an id and nothing else.
 */
record NamedPeer(PeerId id) implements Peer {

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

}

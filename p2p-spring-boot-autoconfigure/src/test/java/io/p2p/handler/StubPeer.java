package io.p2p.handler;

import java.net.InetAddress;
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
 * A peer that is whoever a test wants it to be.
 */
record StubPeer(PeerId id, @Nullable Principal principal) implements Peer {

	StubPeer(String id, @Nullable Principal principal) {
		this(new PeerId(id), principal);
	}

	@Override
	public PeerHandshake handshake() {
		return new PeerHandshake("/", Map.of(), Map.of(), null,
				new InetSocketAddress(InetAddress.getLoopbackAddress(), 1));
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

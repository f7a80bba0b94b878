package io.p2p.delivery;

import io.p2p.client.P2pException;
import io.p2p.client.P2pListener;
import io.p2p.client.RemotePeer;

/**
 * Logs what the library tells, by the names that it has in a page.
 */
record ActorEvents(ActorLog log) implements P2pListener {

	@Override
	public void peerConnected(RemotePeer peer) {
		this.log.event("peer-connect", peer.id());
	}

	@Override
	public void peerDisconnected(RemotePeer peer) {
		this.log.event("peer-disconnect", peer.id());
	}

	@Override
	public void transportChanged(RemotePeer peer) {
		this.log.event("transport", peer.id() + " " + peer.path().wireName() + " " + peer.linked());
	}

	@Override
	public void ready() {
		this.log.event("ready", "");
	}

	@Override
	public void upgraded() {
		this.log.event("upgrade", "");
	}

	@Override
	public void failed(P2pException failure) {
		String about = failure.peerId().orElseGet(() -> String.join(",", failure.peerIds()));
		this.log.event("peer-error", failure.code() + " " + about);
	}

}

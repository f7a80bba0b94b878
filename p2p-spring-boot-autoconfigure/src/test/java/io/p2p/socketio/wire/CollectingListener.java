package io.p2p.socketio.wire;

import java.util.List;

/**
 * Collects the packets of a session, and nobody answers them.
 *
 * @param packets where they go
 */
record CollectingListener(List<SocketPacket> packets) implements SessionListener {

	@Override
	public void opened() {
		// nobody asks
	}

	@Override
	public void packet(SocketPacket packet, boolean accepted) {
		this.packets.add(packet);
	}

	@Override
	public void ponged() {
		// nobody asks
	}

	@Override
	public void pinged() {
		// nobody asks
	}

	@Override
	public void closed(CloseReason reason) {
		// nobody asks
	}

}

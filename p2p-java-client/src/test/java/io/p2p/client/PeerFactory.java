package io.p2p.client;

import io.p2p.client.link.Connections;
import io.p2p.client.loop.Loop;
import io.p2p.client.queue.Backlog;
import io.p2p.client.queue.InOrder;
import io.p2p.client.session.Session;
import io.p2p.codec.PeerMessageCodec;

/**
 * Makes peers of sessions that are a test's.
 */
public final class PeerFactory {

	private PeerFactory() {
	}

	/**
	 * Join a room.
	 * @param session the session
	 * @param loop runs everything, listeners, too
	 * @param connections those of the client
	 * @param options which room, and how
	 */
	public static P2pPeer join(Session session, Loop loop, Connections connections, P2pOptions options) {
		Listeners listeners = new Listeners(new InOrder(loop), new Backlog((reading) -> {
		}));
		Room room = new Room(session, loop, options, null, PeerMessageCodec.PROTOCOL, connections, listeners);
		P2pPeer peer = new P2pPeer(null, room, options);
		room.begin();
		return peer;
	}

}

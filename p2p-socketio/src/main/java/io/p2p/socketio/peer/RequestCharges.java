package io.p2p.socketio.peer;

import io.p2p.engineio.CloseReason;
import io.p2p.engineio.limit.RateLimit;
import io.p2p.peer.ErrorCode;
import io.p2p.peer.RefusedException;
import io.p2p.room.Room;
import io.p2p.room.RoomManager;

/**
 * Charges requests to a peer's rate limits. A request of which a room is told costs more,
 * by the bytes that all its members together are sent.
 */
final class RequestCharges {

	// approximate bytes of an announcement without the peer's data
	private static final int ANNOUNCEMENT = 100;

	private static final int BYTES_PER_REQUEST = 128 * 1024;

	private final RoomManager rooms;

	RequestCharges(RoomManager rooms) {
		this.rooms = rooms;
	}

	/**
	 * Charge a request.
	 * @throws RefusedException if there are too many
	 */
	static void take(SocketPeer peer, RateLimit limit) {
		check(peer, limit, limit.take(1));
	}

	/**
	 * Charge a request of which a room is told.
	 * @param room the name of the room
	 * @param size the bytes of data that each member is sent
	 * @throws RefusedException if there are too many
	 */
	void take(SocketPeer peer, RateLimit limit, String room, long size) {
		check(peer, limit, limit.take(cost(room, size)));
	}

	/**
	 * Charge a request to leave, which is refused only if the peer is far over its rate:
	 * a peer that leaves causes less load from then on.
	 * @throws RefusedException if the peer is disconnected
	 */
	void takeUnrefused(SocketPeer peer, RateLimit limit, String room, long size) {
		if (limit.take(cost(room, size)) == RateLimit.Verdict.DISCONNECT) {
			check(peer, limit, RateLimit.Verdict.DISCONNECT);
		}
	}

	private long cost(String name, long size) {
		Room room = this.rooms.find(name);
		long members = (room != null) ? room.members().size() : 0;
		return 1 + members * (size + ANNOUNCEMENT) / BYTES_PER_REQUEST;
	}

	private static void check(SocketPeer peer, RateLimit limit, RateLimit.Verdict verdict) {
		if (verdict == RateLimit.Verdict.DISCONNECT) {
			peer.connection().session().close(CloseReason.RATE_LIMITED);
		}
		if (verdict != RateLimit.Verdict.ACCEPT) {
			// thrown after a disconnect too: the request must not go on
			throw new RefusedException(ErrorCode.RATE_LIMITED, "Too many of these in a second, see p2p.limits."
					+ ((limit == peer.requests().joins()) ? "joins-per-second" : "signals-per-second"));
		}
	}

}

package io.p2p.peer;

/**
 * A peer that is connected to this server, or has been and may come back to it. Where
 * several servers share rooms, other peers are at other servers.
 *
 * @since 0.1.0
 */
public interface LocalPeer extends Peer {

	/**
	 * The generation of the peer's session: it grows whenever the peer comes back at
	 * another server.
	 * @return the generation, 0 for a peer without a session that outlives its server
	 */
	long generation();

	/**
	 * How many counted events of the peer have come in its session.
	 * @return the number of the latest
	 */
	long received();

	/**
	 * Whether the peer has left for good.
	 * @return {@code false} for one that is connected, may come back, or is at another
	 * server
	 */
	boolean hasLeft();

	/**
	 * Take note that the peer is at another server now. It does not leave its rooms.
	 */
	void superseded();

	/**
	 * Take note that the peer's page has gone: the peer leaves at once if it is lost, and
	 * else when its connection ends.
	 */
	void farewell();

	/**
	 * Take note that a room's log has lost what the peer had to get, so that its session
	 * cannot go on.
	 */
	void roomLost();

}

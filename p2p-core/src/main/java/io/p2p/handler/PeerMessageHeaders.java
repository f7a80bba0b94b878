package io.p2p.handler;

/**
 * The headers of the message that custom argument resolvers get. Its payload is the
 * {@link io.p2p.peer.RawMessage}. The first four are those that {@code @Header} knows.
 *
 * @since 0.1.0
 */
public final class PeerMessageHeaders {

	/** The name of the event, a {@code String}. */
	public static final String EVENT = "event";

	/** The size of all arguments and attachments in bytes, a {@code Long}. */
	public static final String SIZE = "size";

	/**
	 * The name of the room of the event, a {@code String}. Not there if it has no room.
	 */
	public static final String ROOM_NAME = "room";

	/**
	 * What tells that an event comes again, a {@code String}: see
	 * {@link io.p2p.peer.PeerMessage#id()}. Not there if it never does.
	 */
	public static final String EVENT_ID = "eventId";

	/** The sender, a {@link io.p2p.peer.Peer}. */
	public static final String PEER = "p2p_peer";

	/**
	 * The room of the event, a {@link io.p2p.room.Room}. Not there if it has no room.
	 */
	public static final String ROOM = "p2p_room";

	private PeerMessageHeaders() {
	}

}

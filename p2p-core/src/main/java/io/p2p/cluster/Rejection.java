package io.p2p.cluster;

/**
 * Why an entry has not been appended.
 *
 * @since 0.1.0
 */
public enum Rejection {

	/**
	 * The peer is no member of the room, or there is no such room.
	 */
	NOT_A_MEMBER,

	/**
	 * The peer has come back at another server meanwhile.
	 */
	SUPERSEDED,

	/**
	 * The event has been appended before.
	 */
	DUPLICATE,

	/**
	 * The room takes no more members.
	 */
	FULL,

	/**
	 * What the entry says is so already: a lost member is lost, a closed room is closed.
	 */
	UNCHANGED

}

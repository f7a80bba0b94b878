package io.p2p.cluster;

/**
 * What an entry of a room's log does to the members of the room, as far as the store has
 * to know it to keep entries out that must have no effect.
 *
 * @since 0.1.0
 */
public enum LogEntryKind {

	/**
	 * Something that a member sends or changes.
	 */
	EVENT,

	/**
	 * A peer becomes a member, unless the room is full. One that is joins again: it is
	 * not lost any more, and the generation is the one that counts from now on.
	 */
	JOIN,

	/**
	 * A peer becomes a member, even if the room is full.
	 */
	ARRIVE,

	/**
	 * A member leaves, or is removed by the server: then the generation is
	 * {@link LogEntry#ANY_GENERATION}.
	 */
	LEAVE,

	/**
	 * A member has lost its connection.
	 */
	LOST,

	/**
	 * A member is connected again: the generation is the one that counts from now on.
	 */
	BACK,

	/**
	 * The room is opened: the number is how many members it takes at most, -1 for any
	 * number.
	 */
	OPEN,

	/**
	 * The room is closed: all members are removed.
	 */
	CLOSE,

	/**
	 * Something of the server's own.
	 */
	SERVER

}

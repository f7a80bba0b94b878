package io.p2p.cluster;

/**
 * An entry of a room's log, as the store sees it.
 *
 * @param kind what it does to the members
 * @param peer the id of the peer that it is about, empty if it is about none
 * @param generation the generation of the peer's session: an entry of an earlier one is
 * {@link Rejection#SUPERSEDED}; 0 for a peer without a session
 * @param number the number of the event in the peer's session: one that is not above the
 * peer's last number in the room is a {@link Rejection#DUPLICATE}, for a while after it
 * has left, too; 0 for what is not counted
 * @param tag what the server that appends the entry knows it by, unique there
 * @param body the rest, opaque to the store
 * @since 0.1.0
 */
@SuppressWarnings("ArrayRecordComponent") // bytes pass through; nobody compares entries
public record LogEntry(LogEntryKind kind, String peer, long generation, long number, long tag, byte[] body) {

	/**
	 * The generation of a removal by the server, whichever the peer's is.
	 */
	public static final long ANY_GENERATION = -1;

	@Override
	public String toString() {
		return "LogEntry[kind=" + this.kind + ", peer=" + this.peer + ", number=" + this.number + "]";
	}

}

package io.p2p.room.log;

import org.jspecify.annotations.Nullable;

import io.p2p.peer.PeerId;
import io.p2p.peer.RawJson;
import io.p2p.room.Removal;
import io.p2p.room.RoomMember;

/**
 * Reads what a member of a room has missed, from the room's log. The first argument of
 * each method is the offset in the log.
 *
 * @since 0.1.0
 */
public interface MissedReader {

	/**
	 * A peer has joined, or joined again.
	 * @param offset the offset
	 * @param member the member
	 */
	void joined(long offset, RoomMember member);

	/**
	 * A member has left.
	 * @param offset the offset
	 * @param peer the member
	 * @param removal why the server has removed it, {@code null} if it has not
	 * @param asked whether it has asked to leave, by a request of its session
	 */
	void left(long offset, PeerId peer, @Nullable Removal removal, boolean asked);

	/**
	 * The room was closed: all members have left.
	 * @param offset the offset
	 * @param removal why
	 */
	void closed(long offset, Removal removal);

	/**
	 * A member has other data.
	 * @param offset the offset
	 * @param peer the member
	 * @param data the data, {@code null} for none
	 */
	void updated(long offset, PeerId peer, @Nullable RawJson data);

	/**
	 * A member has lost its connection, or is connected again.
	 * @param offset the offset
	 * @param peer the member
	 * @param lost whether it has lost its connection
	 */
	void lost(long offset, PeerId peer, boolean lost);

	/**
	 * An event has come.
	 * @param offset the offset
	 * @param from the member that has caused it, {@code null} for the server
	 * @param event the event
	 */
	void event(long offset, @Nullable PeerId from, RoomEvent event);

}

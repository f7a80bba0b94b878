package io.p2p.room.log;

/**
 * Has an answer for each kind of {@link RoomEntry}.
 *
 * @param <T> the type of the answers
 * @since 0.1.0
 */
public interface RoomEntryVisitor<T> {

	/**
	 * An entry of any other kind.
	 * @param entry the entry
	 * @return the answer
	 */
	T other(RoomEntry<?> entry);

	/**
	 * A peer is to join.
	 * @param entry the entry
	 * @return the answer
	 */
	default T join(RoomEntry.Join entry) {
		return other(entry);
	}

	/**
	 * A plain peer that was moved is to join.
	 * @param entry the entry
	 * @return the answer
	 */
	default T arrive(RoomEntry.Arrive entry) {
		return other(entry);
	}

	/**
	 * A member has other data.
	 * @param entry the entry
	 * @return the answer
	 */
	default T update(RoomEntry.Update entry) {
		return other(entry);
	}

	/**
	 * A peer leaves.
	 * @param entry the entry
	 * @return the answer
	 */
	default T leave(RoomEntry.Leave entry) {
		return other(entry);
	}

	/**
	 * A peer is moved to another room.
	 * @param entry the entry
	 * @return the answer
	 */
	default T move(RoomEntry.Move entry) {
		return other(entry);
	}

	/**
	 * The server opens the room.
	 * @param entry the entry
	 * @return the answer
	 */
	default T open(RoomEntry.Open entry) {
		return other(entry);
	}

	/**
	 * The server closes the room.
	 * @param entry the entry
	 * @return the answer
	 */
	default T close(RoomEntry.Close entry) {
		return other(entry);
	}

	/**
	 * A peer is a member.
	 * @param entry the entry
	 * @return the answer
	 */
	default T admit(SharedEntry.Admit entry) {
		return other(entry);
	}

	/**
	 * A member has lost its connection.
	 * @param entry the entry
	 * @return the answer
	 */
	default T lost(SharedEntry.Lost entry) {
		return other(entry);
	}

	/**
	 * A member is connected again.
	 * @param entry the entry
	 * @return the answer
	 */
	default T back(SharedEntry.Back entry) {
		return other(entry);
	}

	/**
	 * The server disconnects a peer for good.
	 * @param entry the entry
	 * @return the answer
	 */
	default T dismiss(SharedEntry.Dismiss entry) {
		return other(entry);
	}

	/**
	 * Something that is no change of the room.
	 * @param entry the entry
	 * @return the answer
	 */
	default T event(SharedEntry.Event entry) {
		return other(entry);
	}

}

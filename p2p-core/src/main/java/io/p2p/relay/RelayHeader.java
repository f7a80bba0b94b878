package io.p2p.relay;

import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import io.p2p.peer.ErrorCode;
import io.p2p.peer.RefusedException;
import io.p2p.room.Room;

/**
 * The first argument of {@code p2p:msg} and its kin as a client sends it: who is to get
 * the event, and what it belongs to.
 *
 * @param room the name of the room, {@code null} for the default room
 * @param to the only peer to get it, {@code null} for everybody in the room
 * @param skip the ids of those who get it over their link
 * @param seq which item of the stream to that peer it is, {@code null} for none
 * @param ack the question that receivers are to answer or that is answered, {@code null}
 * for none
 * @param id of a part: what tells its transfer from others of the sender
 * @param event of a part: the name of the event
 * @param total of a part: the size of the whole event in bytes
 * @param offset of a part: where in the whole it begins, in bytes
 * @param epoch of a change of the path: which one begins
 * @param packed whether the event behind it is in one binary, {@code null} if not
 * @param traceparent the trace that the event belongs to, {@code null} for none
 * @param code of a stop: why no more of the transfer is wanted, {@code null} if it is
 * just not
 * @since 0.1.0
 */
public record RelayHeader(@Nullable String room, @Nullable String to, @Nullable List<String> skip, @Nullable Long seq,
		@Nullable Long ack, @Nullable Long id, @Nullable String event, @Nullable Long total, @Nullable Long offset,
		@Nullable Long epoch, @Nullable Boolean packed, @Nullable String traceparent, @Nullable String code) {

	/**
	 * The header of what a plain peer emits: for everybody in the default room, or in the
	 * one that the server has moved it to.
	 */
	public static final RelayHeader PLAIN = about(null, null);

	/**
	 * What stands in the place of a peer's id where the server itself sends or is
	 * answered.
	 */
	public static final String SERVER = "";

	private static final Pattern CODE = Pattern.compile("[a-z][a-z0-9-]{0,63}");

	// what JavaScript can count to
	private static final long MAX_COUNT = (1L << 53) - 1;

	private static final long MAX_UNSIGNED = 0xffff_ffffL;

	/**
	 * A header of nothing but whom it is for.
	 * @param room the name of the room, {@code null} for the default room
	 * @param to the only peer, {@code null} for everybody in the room
	 * @return the header
	 */
	public static RelayHeader about(@Nullable String room, @Nullable String to) {
		return new RelayHeader(room, to, null, null, null, null, null, null, null, null, null, null, null);
	}

	/**
	 * The name of the room.
	 * @return the name, empty for the default room
	 */
	public String roomName() {
		return Objects.requireNonNullElse(this.room, Room.DEFAULT_NAME);
	}

	/**
	 * Whether the event behind it is in one binary.
	 * @return whether it is
	 */
	public boolean isPacked() {
		return Boolean.TRUE.equals(this.packed);
	}

	void checkCounts() {
		if (!isCount(this.seq) || !isCount(this.ack)) {
			throw new RefusedException(ErrorCode.BAD_REQUEST, "'seq' and 'ack' are numbers from 1 on");
		}
	}

	/**
	 * Why no more of a transfer is wanted.
	 * @throws RefusedException if it is no code
	 */
	@Nullable String checkedCode() {
		if (this.code != null && !CODE.matcher(this.code).matches()) {
			throw new RefusedException(ErrorCode.BAD_REQUEST,
					"'code' has 1 to 64 lower-case letters, digits and hyphens, a letter first");
		}
		return this.code;
	}

	private static boolean isCount(@Nullable Long number) {
		return number == null || (number >= 1 && number <= MAX_COUNT);
	}

	static long unsigned(String name, @Nullable Long number) {
		if (number == null || number < 0 || number > MAX_UNSIGNED) {
			throw new RefusedException(ErrorCode.BAD_REQUEST, "'" + name + "' must be an unsigned 32-bit number");
		}
		return number;
	}

}

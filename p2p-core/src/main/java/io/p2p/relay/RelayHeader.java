package io.p2p.relay;

import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import io.p2p.peer.ErrorCode;
import io.p2p.peer.RefusedException;
import io.p2p.room.Room;

/**
 * The first argument of {@code p2p:msg}, {@code p2p:part}, {@code p2p:stop},
 * {@code p2p:path} and {@code p2p:volatile} as a client sends it
 * ({@code docs/protocol.md}).
 *
 * @param room the name of the room, {@code null} for the default room
 * @param to the id of the only receiver, {@code null} for everybody in the room
 * @param skip the ids of peers that get the event over their link
 * @param seq the event's number in the stream to that receiver, {@code null} for none
 * @param ack the number of the question that it asks or answers, {@code null} for none
 * @param id of a part: the sender's number of the transfer
 * @param event of a part: the name of the event
 * @param total of a part: the size of the whole event in bytes
 * @param offset of a part: the offset in the whole at which it begins, in bytes
 * @param epoch of a change of the path: the epoch that begins
 * @param packed whether the event is packed into one binary, {@code null} if not
 * @param traceparent the trace that the event belongs to, {@code null} for none
 * @param code of a stop: why no more of the transfer is wanted, {@code null} for no
 * reason
 * @param n of a volatile event: its number, as its sender counts
 * @since 0.1.0
 */
public record RelayHeader(@Nullable String room, @Nullable String to, @Nullable List<String> skip, @Nullable Long seq,
		@Nullable Long ack, @Nullable Long id, @Nullable String event, @Nullable Long total, @Nullable Long offset,
		@Nullable Long epoch, @Nullable Boolean packed, @Nullable String traceparent, @Nullable String code,
		@Nullable Long n) {

	/**
	 * The header of an event of a plain peer: for everybody in the default room, or in
	 * the room that the server has moved the peer to.
	 */
	public static final RelayHeader PLAIN = about(null, null);

	/**
	 * The id that stands for the server, as a sender or as the receiver of an answer.
	 */
	public static final String SERVER = "";

	private static final Pattern CODE = Pattern.compile("[a-z][a-z0-9-]{0,63}");

	// JavaScript's Number.MAX_SAFE_INTEGER
	private static final long MAX_COUNT = (1L << 53) - 1;

	private static final long MAX_UNSIGNED = 0xffff_ffffL;

	/**
	 * Create a header with a room and a receiver only.
	 * @param room the name of the room, {@code null} for the default room
	 * @param to the only peer, {@code null} for everybody in the room
	 * @return the header
	 */
	public static RelayHeader about(@Nullable String room, @Nullable String to) {
		return new RelayHeader(room, to, null, null, null, null, null, null, null, null, null, null, null, null);
	}

	/**
	 * The name of the room.
	 * @return the name, empty for the default room
	 */
	public String roomName() {
		return Objects.requireNonNullElse(this.room, Room.DEFAULT_NAME);
	}

	/**
	 * Whether the event behind the header is packed into one binary.
	 * @return whether it is packed
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
	 * Check the header of a volatile event.
	 * @throws RefusedException if it has no valid number, or asks for an answer
	 */
	void checkVolatile() {
		if (this.n == null || !isCount(this.n)) {
			throw new RefusedException(ErrorCode.BAD_REQUEST, "'n' must be a number from 1 on");
		}
		if (this.ack != null) {
			throw new RefusedException(ErrorCode.BAD_REQUEST, "A volatile event cannot ask for an answer");
		}
	}

	/**
	 * The number of a volatile event.
	 */
	long number() {
		return (this.n != null) ? this.n : 0;
	}

	/**
	 * Why no more of a transfer is wanted.
	 * @throws RefusedException if the code is invalid
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

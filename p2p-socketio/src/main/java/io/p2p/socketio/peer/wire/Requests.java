package io.p2p.socketio.peer.wire;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.p2p.peer.ErrorCode;
import io.p2p.peer.RawJson;
import io.p2p.peer.RawMessage;
import io.p2p.peer.RefusedException;
import io.p2p.relay.RelayHeader;
import io.p2p.room.Room.Position;
import io.p2p.signaling.JoinRequest;
import io.p2p.socketio.JsonArray;
import io.p2p.socketio.JsonCursor;
import io.p2p.socketio.session.SessionRequest;

/**
 * Reads the arguments that library peers send most often. By hand, as a JSON mapper would
 * take longer than all the rest of an event. Unknown members are ignored.
 *
 * @since 0.1.0
 */
public final class Requests {

	// the digits and sign of a 64-bit number
	private static final int MAX_DIGITS = 20;

	private Requests() {
	}

	/**
	 * Read the first argument of an event, a number.
	 * @param message the event
	 * @return the number
	 * @throws RefusedException if there is none
	 */
	public static long count(RawMessage message) {
		JsonCursor arguments = JsonCursor.of(message.arguments());
		Long count = arguments.next() ? number(arguments, "The argument") : null;
		if (count == null) {
			throw new RefusedException(ErrorCode.BAD_REQUEST, "Expected a number");
		}
		return count;
	}

	/**
	 * Read the argument of {@code p2p:session}.
	 * @param json the bytes that it is in
	 * @param from the offset at which it begins, negative if there is none
	 * @return the request
	 * @throws RefusedException if it has another shape
	 */
	public static SessionRequest session(byte[] json, int from) {
		Long version = null;
		String session = null;
		Long received = null;
		Long confirmed = null;
		Map<String, Position> at = null;
		Boolean failed = null;
		String ended = null;
		List<RawJson> joins = null;
		JsonCursor members = object(json, from);
		while (members.next()) {
			switch (members.name()) {
				case "version" -> version = number(members, "'version'");
				case "confirmed" -> confirmed = number(members, "'confirmed'");
				case "at" -> at = positions(members);
				case "session" -> session = text(members, "'session'");
				case "received" -> received = number(members, "'received'");
				case "failed" -> failed = flag(members, "'failed'");
				case "ended" -> ended = text(members, "'ended'");
				case "joins" -> joins = list(members, "'joins'");
				default -> {
					// of a later version
				}
			}
		}
		if ((version != null && version < 1) || (confirmed != null && confirmed < 0)) {
			throw new RefusedException(ErrorCode.BAD_REQUEST, "'version' is from 1 on, and 'confirmed' not negative");
		}
		return new SessionRequest(version, session, received, confirmed, at, failed, ended, joins);
	}

	private static @Nullable Map<String, Position> positions(JsonCursor value) {
		if (isNull(value)) {
			return null;
		}
		if (value.kind() != '{') {
			throw new RefusedException(ErrorCode.BAD_REQUEST, "'at' must be an object");
		}
		Map<String, Position> positions = new LinkedHashMap<>();
		JsonCursor rooms = value.enter();
		while (rooms.next()) {
			JsonCursor pair = elements(rooms, "A position");
			String epoch = (pair != null && pair.next()) ? text(pair, "An epoch") : null;
			Long offset = (pair != null && pair.next()) ? number(pair, "An offset") : null;
			if (epoch == null || offset == null || offset < 0) {
				throw new RefusedException(ErrorCode.BAD_REQUEST, "A position is a list of an epoch and an offset");
			}
			positions.put(rooms.name(), new Position(epoch, offset));
		}
		return positions;
	}

	/**
	 * Read the argument of {@code p2p:join}.
	 * @param json the bytes that it is in
	 * @param from the offset at which it begins, negative if there is none
	 * @return the request
	 * @throws RefusedException if it has another shape
	 */
	public static JoinRequest join(byte[] json, int from) {
		String room = null;
		Boolean webrtc = null;
		Long numClients = null;
		RawJson data = null;
		JsonCursor members = object(json, from);
		while (members.next()) {
			switch (members.name()) {
				case "room" -> room = text(members, "'room'");
				case "webrtc" -> webrtc = flag(members, "'webrtc'");
				case "numClients" -> numClients = number(members, "'numClients'");
				case "data" -> data = isNull(members) ? null : new RawJson(members.bytes());
				default -> {
					// of a later version
				}
			}
		}
		if (webrtc == null) {
			throw new RefusedException(ErrorCode.BAD_REQUEST, "'webrtc' must be true or false");
		}
		return new JoinRequest(room, webrtc,
				(numClients != null) ? (int) Math.max(Math.min(numClients, Integer.MAX_VALUE), -1) : null, data);
	}

	/**
	 * Read the header of {@code p2p:msg} and the other relayed events.
	 * @param json the bytes that it is in
	 * @param from the offset at which it begins, negative if there is none
	 * @return the header
	 * @throws RefusedException if it has another shape
	 */
	public static RelayHeader header(byte[] json, int from) {
		String room = null;
		String to = null;
		String event = null;
		String traceparent = null;
		String code = null;
		Long n = null;
		Long seq = null;
		Long ack = null;
		Long id = null;
		Long total = null;
		Long offset = null;
		Long epoch = null;
		List<String> skip = null;
		Boolean packed = null;
		JsonCursor members = object(json, from);
		while (members.next()) {
			switch (members.name()) {
				case "room" -> room = text(members, "'room'");
				case "to" -> to = text(members, "'to'");
				case "event" -> event = text(members, "'event'");
				case "traceparent" -> traceparent = text(members, "'traceparent'");
				case "code" -> code = text(members, "'code'");
				case "n" -> n = number(members, "'n'");
				case "seq" -> seq = number(members, "'seq'");
				case "ack" -> ack = number(members, "'ack'");
				case "id" -> id = number(members, "'id'");
				case "total" -> total = number(members, "'total'");
				case "offset" -> offset = number(members, "'offset'");
				case "epoch" -> epoch = number(members, "'epoch'");
				case "skip" -> skip = texts(members, "'skip'");
				case "packed" -> packed = flag(members, "'packed'");
				default -> {
					// of a later version
				}
			}
		}
		return new RelayHeader(room, to, skip, seq, ack, id, event, total, offset, epoch, packed, traceparent, code, n);
	}

	private static JsonCursor object(byte[] json, int from) {
		if (from < 0 || json[from] != '{') {
			throw new RefusedException(ErrorCode.BAD_REQUEST, "Expected an object");
		}
		return JsonCursor.of(json, from);
	}

	private static boolean isNull(JsonCursor value) {
		return value.kind() == 'n';
	}

	private static @Nullable String text(JsonCursor value, String name) {
		if (isNull(value)) {
			return null;
		}
		if (value.kind() != '"') {
			throw new RefusedException(ErrorCode.BAD_REQUEST, name + " must be a string");
		}
		return value.text();
	}

	private static @Nullable Boolean flag(JsonCursor value, String name) {
		return switch (value.kind()) {
			case 'n' -> null;
			case 't' -> true;
			case 'f' -> false;
			default -> throw new RefusedException(ErrorCode.BAD_REQUEST, name + " must be true or false");
		};
	}

	private static @Nullable Long number(JsonCursor value, String name) {
		if (isNull(value)) {
			return null;
		}
		if (value.end() - value.start() <= MAX_DIGITS) {
			try {
				return Long.valueOf(value.raw());
			}
			catch (NumberFormatException ex) {
				// a fraction, or no number
			}
		}
		throw new RefusedException(ErrorCode.BAD_REQUEST, name + " must be a whole number");
	}

	private static @Nullable List<RawJson> list(JsonCursor value, String name) {
		JsonCursor elements = elements(value, name);
		if (elements == null) {
			return null;
		}
		List<RawJson> list = new ArrayList<>(2);
		while (elements.next()) {
			list.add(new RawJson(elements.bytes()));
		}
		return list;
	}

	private static @Nullable List<String> texts(JsonCursor value, String name) {
		JsonCursor elements = elements(value, name);
		if (elements == null) {
			return null;
		}
		List<String> texts = new ArrayList<>();
		while (elements.next()) {
			if (elements.kind() != '"') {
				throw new RefusedException(ErrorCode.BAD_REQUEST, name + " must be a list of strings");
			}
			texts.add(elements.text());
		}
		return texts;
	}

	private static @Nullable JsonCursor elements(JsonCursor value, String name) {
		if (isNull(value)) {
			return null;
		}
		if (value.kind() != '[') {
			throw new RefusedException(ErrorCode.BAD_REQUEST, name + " must be a list");
		}
		return value.enter();
	}

	/**
	 * The offset at which the first argument of an event begins.
	 * @param message the event
	 * @return the offset, negative if there is none
	 */
	public static int first(RawMessage message) {
		return JsonArray.of(message.arguments(), 1).start(0);
	}

}

package io.p2p.socketio.session;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import io.p2p.peer.RawJson;
import io.p2p.room.Room.Position;
import io.p2p.socketio.JsonCursor;

/**
 * The argument of {@code p2p:session} (docs/protocol.md), which the auth object of a
 * CONNECT may hold as well. The names of sessions are secrets.
 *
 * @param version the version of the protocol that the client speaks, {@code null} for the
 * first
 * @param session the name of the session to go on with or to begin, {@code null} to have
 * the server name it
 * @param received how many events the client has received in that session
 * @param confirmed how many of its own events the client knows to have come, {@code null}
 * for none
 * @param at how far the client has come in the logs of its rooms, {@code null} if it
 * knows no position
 * @param failed whether the client's last connection ended because of what it was sent
 * @param ended the name of an earlier session of the client, which is to end
 * @param joins the arguments of {@code p2p:join} for the rooms to join at once
 * @since 0.1.0
 */
public record SessionRequest(@Nullable Long version, @Nullable String session, @Nullable Long received,
		@Nullable Long confirmed, @Nullable Map<String, Position> at, @Nullable Boolean failed, @Nullable String ended,
		@Nullable List<RawJson> joins) {

	/**
	 * The latest version of the protocol.
	 */
	static final int VERSION = 2;

	// the characters of 32 bytes in base64url
	private static final int NAME_LENGTH = 43;

	/**
	 * The version of the protocol that both ends speak.
	 */
	int agreedVersion() {
		return (this.version != null && this.version >= VERSION) ? VERSION : 1;
	}

	/**
	 * How many of its own events the client knows to have come.
	 */
	long confirmedOrNone() {
		return (this.confirmed != null) ? this.confirmed : 0;
	}

	/**
	 * How far the client has come in each room.
	 */
	Map<String, Position> positions() {
		return (this.at != null) ? this.at : Map.of();
	}

	/**
	 * The name under which the client wants a new session.
	 * @return the name, {@code null} if the server is to choose one
	 */
	@Nullable String newName() {
		return (this.session != null && isName(this.session)) ? this.session : null;
	}

	/**
	 * Whether a text can be the name of a session.
	 */
	static boolean isName(String text) {
		return text.length() == NAME_LENGTH && text.chars().allMatch(SessionRequest::isNameCharacter);
	}

	private static boolean isNameCharacter(int c) {
		return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
	}

	/**
	 * The rooms that the client was in, or wants to join.
	 */
	Collection<String> rooms() {
		Set<String> rooms = new LinkedHashSet<>(positions().keySet());
		for (RawJson join : joinsOrNone()) {
			JsonCursor members = JsonCursor.of(join.bytes());
			while (members.next()) {
				if (members.name().equals("room") && members.kind() == '"') {
					rooms.add(members.text());
				}
			}
		}
		return rooms;
	}

	/**
	 * The arguments for the rooms to join.
	 * @return the arguments, an empty list if there are none
	 */
	public List<RawJson> joinsOrNone() {
		return (this.joins != null) ? this.joins : List.of();
	}

	@Override
	public String toString() {
		return "SessionRequest[received=" + this.received + "]";
	}

}

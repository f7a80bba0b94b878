package io.p2p.socketio.session;

import java.util.List;

import org.jspecify.annotations.Nullable;

import io.p2p.peer.RawJson;

/**
 * The argument of {@code p2p:session} (docs/protocol.md), which the auth object of a
 * CONNECT may hold as well. The names of sessions are secrets.
 *
 * @param session the name of the session to go on with or to begin, {@code null} to have
 * the server name it
 * @param received how many events the client has received in that session
 * @param failed whether the client's last connection ended because of what it was sent
 * @param ended the name of an earlier session of the client, which is to end
 * @param joins the arguments of {@code p2p:join} for the rooms to join at once
 * @since 0.1.0
 */
public record SessionRequest(@Nullable String session, @Nullable Long received, @Nullable Boolean failed,
		@Nullable String ended, @Nullable List<RawJson> joins) {

	// the characters of 32 bytes in base64url
	private static final int NAME_LENGTH = 43;

	/**
	 * The name under which the client wants a new session.
	 * @return the name, {@code null} if the server is to choose one
	 */
	@Nullable String newName() {
		return (this.session != null && this.session.length() == NAME_LENGTH
				&& this.session.chars().allMatch(SessionRequest::isNameCharacter)) ? this.session : null;
	}

	private static boolean isNameCharacter(int c) {
		return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
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

package io.p2p.socketio;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

import org.jspecify.annotations.Nullable;

import io.p2p.peer.RawJson;

/**
 * What a client says in its CONNECT: the auth object as the application may keep it, and
 * what the client's P2P library says in there. That may hold the name of a session, which
 * is a secret, so that a number stands in its place for the application.
 *
 * @param application the auth object for the application, {@code null} for none
 * @param library whether the client has the P2P library
 * @param session what the library wants to go on with at once, {@code null} for nothing
 */
@SuppressWarnings("ArrayRecordComponent") // nobody compares these
public record ClientAuth(byte @Nullable [] application, boolean library, @Nullable RawJson session) {

	private static final byte[] ANNOUNCED = "{\"p2p\":1}".getBytes(StandardCharsets.UTF_8);

	/**
	 * Take what a client has said on the peers' namespace.
	 * @param auth the auth object, valid JSON, {@code null} for none
	 */
	public static ClientAuth ofPeer(byte @Nullable [] auth) {
		if (auth == null) {
			return new ClientAuth(null, false, null);
		}
		JsonCursor members = JsonCursor.of(auth);
		while (members.next()) {
			if (members.name().equals("p2p")) {
				return (members.kind() == '{')
						? new ClientAuth(without(auth, members), true, new RawJson(members.bytes()))
						: new ClientAuth(auth, members.kind() != 'n', null);
			}
		}
		return new ClientAuth(auth, false, null);
	}

	/**
	 * Take what a client has said on another namespace.
	 * @param auth the auth object, valid JSON, {@code null} for none
	 */
	public static ClientAuth ofOther(byte @Nullable [] auth) {
		return new ClientAuth(auth, false, null);
	}

	/**
	 * Whether the application's part, or the library's, is larger than may be.
	 */
	boolean isOver(int bytes) {
		return (this.application != null && this.application.length > bytes)
				|| (this.session != null && this.session.bytes().length > bytes);
	}

	private static byte[] without(byte[] auth, JsonCursor member) {
		byte[] rest = Arrays.copyOf(auth, auth.length - (member.end() - member.start()) + 1);
		rest[member.start()] = '1';
		System.arraycopy(auth, member.end(), rest, member.start() + 1, auth.length - member.end());
		// it is kept as long as the client is connected, and mostly holds nothing else
		return Arrays.equals(rest, ANNOUNCED) ? ANNOUNCED : rest;
	}

}

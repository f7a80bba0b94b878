package io.p2p.socketio;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

import org.jspecify.annotations.Nullable;

import io.p2p.peer.RawJson;

/**
 * The auth object of a client's CONNECT, split into the application's part and the member
 * {@code p2p} of the library (docs/protocol.md). The latter may hold the name of a
 * session, which is a secret: the application sees the number 1 in its place.
 *
 * @param application the auth object for the application, {@code null} for none
 * @param library whether the client has announced the library
 * @param session the argument of {@code p2p:session}, {@code null} for none
 */
@SuppressWarnings("ArrayRecordComponent") // nobody compares these
public record ClientAuth(byte @Nullable [] application, boolean library, @Nullable RawJson session) {

	private static final byte[] ANNOUNCED = "{\"p2p\":1}".getBytes(StandardCharsets.UTF_8);

	/**
	 * Split the auth object of a client of the peers' namespace.
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
	 * Keep the auth object of a client of another namespace whole.
	 * @param auth the auth object, valid JSON, {@code null} for none
	 */
	public static ClientAuth ofOther(byte @Nullable [] auth) {
		return new ClientAuth(auth, false, null);
	}

	/**
	 * Whether the application's part or the library's is larger than a limit.
	 */
	boolean isOver(int bytes) {
		return (this.application != null && this.application.length > bytes)
				|| (this.session != null && this.session.bytes().length > bytes);
	}

	private static byte[] without(byte[] auth, JsonCursor member) {
		byte[] rest = Arrays.copyOf(auth, auth.length - (member.end() - member.start()) + 1);
		rest[member.start()] = '1';
		System.arraycopy(auth, member.end(), rest, member.start() + 1, auth.length - member.end());
		// share one array: connected clients keep theirs, and mostly it is just this
		return Arrays.equals(rest, ANNOUNCED) ? ANNOUNCED : rest;
	}

}

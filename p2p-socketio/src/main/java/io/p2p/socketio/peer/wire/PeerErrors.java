package io.p2p.socketio.peer.wire;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

import io.p2p.peer.RefusedException;
import io.p2p.relay.RelayHeader;

/**
 * Writes the errors of {@code docs/protocol.md}.
 *
 * @since 0.1.0
 */
public final class PeerErrors {

	private PeerErrors() {
	}

	/**
	 * The members of an error.
	 * @param reason what it tells of
	 * @return the members, which may be changed
	 */
	public static Map<String, @Nullable Object> of(RefusedException reason) {
		Map<String, @Nullable Object> error = new LinkedHashMap<>();
		error.put("code", reason.wireName());
		error.put("message", String.valueOf(reason.getMessage()));
		if (reason.peerId() != null) {
			error.put("peerId", reason.peerId());
		}
		if (!reason.peerIds().isEmpty()) {
			error.put("peerIds", reason.peerIds());
		}
		return error;
	}

	/**
	 * Add what the refused request was about.
	 * @param error the members of an error
	 * @param about the request's header, {@code null} if that is not known
	 */
	public static void describe(Map<String, @Nullable Object> error, @Nullable RelayHeader about) {
		if (about != null) {
			error.put("room", about.roomName());
			error.putIfAbsent("peerId", about.to());
			error.put("ack", about.ack());
			error.put("id", about.id());
		}
		// Jackson would write nulls of a map
		error.values().removeIf(Objects::isNull);
	}

}

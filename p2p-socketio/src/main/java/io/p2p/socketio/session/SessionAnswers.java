package io.p2p.socketio.session;

import java.nio.charset.StandardCharsets;

import org.jspecify.annotations.Nullable;

import io.p2p.peer.EventLimits;
import io.p2p.peer.PacketLimits;
import io.p2p.peer.PeerId;

/**
 * Writes the answers to {@code p2p:session}. Without a JSON mapper, which is slower, as
 * each client that connects gets one and nothing in them has to be escaped.
 */
final class SessionAnswers {

	private final String window;

	private final String limits;

	/**
	 * Create a writer.
	 * @param windowMillis how long a lost peer is kept, in milliseconds
	 * @param limits the limits that clients are told
	 */
	SessionAnswers(long windowMillis, PacketLimits limits) {
		this.window = ",\"window\":" + windowMillis;
		this.limits = ",\"maxPayload\":" + limits.maxPayload() + ",\"maxBinaries\":" + EventLimits.MAX_BINARIES
				+ ",\"maxDepth\":" + EventLimits.MAX_DEPTH + "}";
	}

	/**
	 * Write an answer.
	 * @param peer the id of the peer
	 * @param session the session, {@code null} if there is no recovery
	 * @param resumed whether an earlier session goes on
	 * @param failed whether the client's last connection ended because of what it had
	 * sent
	 * @param version the version of the protocol that both ends speak
	 * @return the answer, as JSON
	 */
	byte[] write(PeerId peer, @Nullable PeerSession session, boolean resumed, boolean failed, int version) {
		StringBuilder json = new StringBuilder(256).append("{\"peerId\":\"").append(peer.value());
		json.append("\",\"resumed\":").append(resumed).append(",\"received\":");
		json.append((session != null) ? session.confirm() : 0);
		json.append(",\"version\":").append(version);
		if (session != null) {
			json.append(",\"token\":\"").append(session.token()).append('"').append(this.window);
			if (session.generation() > 0) {
				json.append(",\"generation\":").append(session.generation());
			}
		}
		if (failed) {
			json.append(",\"failed\":true");
		}
		return json.append(this.limits).toString().getBytes(StandardCharsets.ISO_8859_1);
	}

}

package io.p2p.socketio.auth;

import java.util.Arrays;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.p2p.codec.PeerMessageCodec;
import io.p2p.peer.EventLimits;
import io.p2p.peer.Peer;
import io.p2p.peer.PeerProfile;
import io.p2p.peer.RawJson;
import io.p2p.peer.RawMessage;

/**
 * Asks the application what the others are told of a client, and writes it as JSON.
 *
 * @since 0.1.0
 */
public final class ProfileWriter {

	private static final Logger logger = LoggerFactory.getLogger(ProfileWriter.class);

	private static final String NULL = "null";

	private final PeerProfile profile;

	private final PeerMessageCodec codec;

	/**
	 * Create a writer.
	 * @param profile the application's profile of a peer
	 * @param codec writes what that gives
	 */
	public ProfileWriter(PeerProfile profile, PeerMessageCodec codec) {
		this.profile = profile;
		this.codec = codec;
	}

	/**
	 * What the others are told of a client.
	 * @param peer the client
	 * @return the JSON, {@code null} for nothing, and if the application fails
	 */
	@Nullable RawJson write(Peer peer) {
		try {
			RawMessage written = EventLimits.check(this.codec.encode("", this.profile.of(peer)));
			RawJson json = new RawJson(Arrays.copyOfRange(written.arguments(), 1, written.arguments().length - 1));
			if (written.attachments().isEmpty() && json.bytes().length <= PeerProfile.MAX_BYTES) {
				return json.text().equals(NULL) ? null : json;
			}
			logger.warn("{} has no 'user' because what the PeerProfile gave has {}", peer,
					written.attachments().isEmpty() ? "more than " + PeerProfile.MAX_BYTES + " bytes" : "binaries");
		}
		catch (RuntimeException | Error ex) {
			// its message may quote what others must not read
			logger.warn("{} has no 'user' because the PeerProfile failed with {}", peer, ex.getClass().getName());
			logger.trace("The failure", ex);
		}
		return null;
	}

}

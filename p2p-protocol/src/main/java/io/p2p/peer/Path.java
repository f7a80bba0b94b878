package io.p2p.peer;

import java.util.Locale;

/**
 * The path that events take from one peer to another. The wire names are those that the
 * browser client has for {@code peer.path}.
 *
 * @since 0.1.0
 */
public enum Path {

	/** Through the server. */
	RELAY,

	/** Over a WebRTC data channel, past the server. */
	WEBRTC;

	/**
	 * The name that the browser client has for the path.
	 * @return {@code relay} or {@code webrtc}
	 */
	public String wireName() {
		return name().toLowerCase(Locale.ROOT);
	}

}

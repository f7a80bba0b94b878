package io.p2p.client.rtc;

/**
 * Makes connections of WebRTC.
 *
 * @since 0.1.0
 */
public interface RtcEngine {

	/**
	 * Make a connection.
	 * @param configuration what it uses to find its way
	 * @param events is told what happens, on any thread
	 * @return the connection
	 * @throws RuntimeException if there can be none, or not with that configuration
	 */
	RtcConnection connect(RtcConfiguration configuration, RtcConnection.Events events);

}

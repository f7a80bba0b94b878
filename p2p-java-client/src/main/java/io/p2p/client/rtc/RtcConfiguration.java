package io.p2p.client.rtc;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What a connection uses to find its way through networks.
 *
 * @param iceServers STUN and TURN servers
 * @param relayOnly whether only TURN servers are used
 * @since 0.1.0
 */
public record RtcConfiguration(List<IceServer> iceServers, boolean relayOnly) {

	/**
	 * Read the servers that a welcome names.
	 * @param servers a list, as {@code RTCPeerConnection} of browsers takes it
	 * @return those that are one
	 */
	public static List<IceServer> iceServers(@Nullable JsonNode servers) {
		List<IceServer> all = new ArrayList<>();
		if (servers != null && servers.isArray()) {
			for (JsonNode server : servers) {
				List<String> urls = new ArrayList<>();
				JsonNode named = server.path("urls");
				(named.isArray() ? named.valueStream() : java.util.stream.Stream.of(named)).filter(JsonNode::isString)
					.map(JsonNode::asString)
					.forEach(urls::add);
				if (!urls.isEmpty()) {
					all.add(new IceServer(urls, server.path("username").asString(""),
							server.path("credential").asString("")));
				}
			}
		}
		return all;
	}

	/**
	 * A STUN or TURN server.
	 *
	 * @param urls its addresses
	 * @param username the user, empty for none
	 * @param credential the password, empty for none
	 */
	public record IceServer(List<String> urls, String username, String credential) {

	}

}

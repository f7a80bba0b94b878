package io.p2p.autoconfigure;

import java.net.URI;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings under {@code p2p.client}.
 *
 * @param uri address of the server that this application joins as a peer, such as
 * https://chat.example.org; if not set, it is no peer
 * @param path path of that server's Socket.IO endpoint
 * @param namespace Socket.IO namespace on which its peers meet
 * @param room room that this application is in; the server's default room if not set
 * @param key passphrase that the members of the room encrypt with what they send each
 * other; if not set, the server can read what goes by relay
 * @param numClients number of links that it holds at most; what the server allows if not
 * set
 * @param links whether it opens links, where webrtc-java is on the class path
 * @param headers HTTP headers of its connection, such as Authorization
 * @param auth what it says to the server when it connects
 * @param data what the other peers are told of it
 * @since 0.1.0
 */
@ConfigurationProperties("p2p.client")
public record P2pClientProperties(@Nullable URI uri, @DefaultValue("/socket.io") String path,
		@DefaultValue("/") String namespace, @Nullable String room, @Nullable String key, @Nullable Integer numClients,
		@DefaultValue("true") boolean links, @DefaultValue Map<String, String> headers,
		@DefaultValue Map<String, String> auth, @DefaultValue Map<String, String> data) {

	private static final int MAX_ROOM_LENGTH = 128;

	public P2pClientProperties {
		if (uri != null) {
			String scheme = String.valueOf(uri.getScheme());
			PropertyChecks.check(scheme.matches("https?|wss?") && uri.getHost() != null, "p2p.client.uri", uri,
					"be the address of a server, such as https://chat.example.org");
		}
		PropertyChecks.check(room == null || room.length() <= MAX_ROOM_LENGTH, "p2p.client.room", String.valueOf(room),
				"have at most 128 characters");
		PropertyChecks.check(key == null || !key.isEmpty(), "p2p.client.key", "", "not be empty");
		PropertyChecks.check(numClients == null || numClients >= 0, "p2p.client.num-clients",
				String.valueOf(numClients), "be 0 or more");
	}

	// a passphrase is for no log
	@Override
	public String toString() {
		return "P2pClientProperties[uri=" + this.uri + ", room=" + this.room + "]";
	}

}

package io.p2p.docs;

import java.util.List;
import java.util.Map;

import org.json.JSONObject;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.Import;

import io.p2p.support.TestClient;
import io.p2p.support.TestServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What {@code docs/ice.md} shows.
 */
class IceDocsTests {

	@Test
	void thePropertiesMakeCredentialsForEachPeer() {
		try (TestServer server = TestServer.start("spring.config.location=classpath:docs/ice.yml", "TURN_SECRET=north");
				TestClient alice = TestClient.library(server)) {
			JSONObject welcome = alice.ask("p2p:join", Map.of("room", "ice", "webrtc", true));
			assertThat(welcome.getLong("iceLifetime")).isEqualTo(3_600_000);
			assertThat(welcome.getJSONArray("iceServers").getJSONObject(0).toMap())
				.isEqualTo(Map.of("urls", List.of("stun:turn.example.org")));
			JSONObject turn = welcome.getJSONArray("iceServers").getJSONObject(1);
			assertThat(turn.getJSONArray("urls").toList()).containsExactly("turn:turn.example.org?transport=udp",
					"turn:turn.example.org?transport=tcp", "turns:turn.example.org:443?transport=tcp");
			assertThat(turn.getString("username")).endsWith(":" + alice.id());
		}
	}

	@Test
	void aVendorIsAskedForEachPeer() {
		try (TestServer server = TestServer.start(Vendor.class); TestClient alice = TestClient.library(server)) {
			JSONObject welcome = alice.ask("p2p:join", Map.of("room", "ice", "webrtc", true));
			assertThat(welcome.getJSONArray("iceServers").getJSONObject(0).getString("username")).isEqualTo(alice.id());
			assertThat(welcome.getLong("iceLifetime")).isEqualTo(86_400_000);
		}
	}

	@Import({ VendorIceServers.class, VendorClient.class })
	static class Vendor {

	}

}

package io.p2p.socketio;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

import org.json.JSONObject;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.p2p.support.Census;
import io.p2p.support.RawConnection;
import io.p2p.support.TestServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Pages of other sites, and those who want a session that is somebody else's.
 */
class CrossSiteTests {

	private static final String CHOSEN = "chosenchosenchosenchosenchosench";

	private static TestServer server;

	@BeforeAll
	static void start() {
		server = TestServer.start("p2p.server.allowed-origins=https://friend.example");
	}

	@AfterAll
	static void stop() {
		server.close();
	}

	@AfterEach
	void nothingStays() {
		Census.awaitNobody(server);
	}

	@ParameterizedTest
	@ValueSource(strings = { "https://evil.example", "null", "", "chat.example", "http://chat.example.evil.example",
			"http://evilchat.example", "http://chat.example.", "http://chat.example@evil.example",
			"http://chat.example:80@evil.example", "http://evil.example/@chat.example",
			"http://evil.example#chat.example", "http://evil.example?chat.example",
			"http://evil.example\\@chat.example", "http://evil.example, http://chat.example", "http://chat",
			"https://friend.example.", "https://friend.example:8443", "http://friend.example",
			"https://FRIEND.example.evil.example", "https://friend.example/", "http://[::1]", "http://%63hat.example",
			"http:chat.example", "//", "http://", "file://" })
	void whenPageIsOfAnotherSiteThenItIsRefusedAndNothingIsRegistered(String origin) {
		for (String transport : List.of("polling", "websocket")) {
			String[] headers = RawConnection.UPGRADE.toArray(String[]::new);
			headers[0] = "Host: chat.example\r\nOrigin: " + origin;
			try (RawConnection page = RawConnection.open(server.port())) {
				page.head("GET /socket.io/?EIO=4&transport=" + transport + " HTTP/1.1", headers);
				RawConnection.Response response = page.response();
				assertThat(response.status()).isEqualTo(403);
				assertThat(new JSONObject(response.body()).getInt("code")).isEqualTo(4);
				// it may read why, but for a page that has no origin to be named
				assertThat(response.headers()).contains("application/json");
				assertThat(
						response.headers().contains("access-control-allow-origin: " + origin.toLowerCase(Locale.ROOT)))
					.isEqualTo(!origin.isEmpty());
				assertThat(Census.of(server)).containsEntry("engine.sessions", 0);
			}
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "evil.example", "chat.example.evil.example", "chat.example:80@evil.example", "",
			"evil.example#chat.example" })
	void whenHostIsAnotherThenThePageOfOursIsRefused(String host) {
		try (RawConnection page = RawConnection.open(server.port())) {
			page.head("GET /socket.io/?EIO=4&transport=polling HTTP/1.1", "Host: " + host,
					"Origin: http://chat.example");
			assertThat(page.response().status()).isIn(400, 403);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "Cookie: io=" + CHOSEN, "Cookie: sid=" + CHOSEN, "sid: " + CHOSEN, "io: " + CHOSEN,
			"X-Socket-Id: " + CHOSEN, "Authorization: Bearer " + CHOSEN })
	void whenClientBringsAnIdInAHeaderThenItIsNotAdopted(String header) {
		try (RawConnection client = RawConnection.webSocket(server.port());
				RawConnection polling = RawConnection.open(server.port())) {
			assertThat(client.read()).doesNotContain(CHOSEN);
			polling.head("GET /socket.io/?EIO=4&transport=polling&io=" + CHOSEN + "&id=" + CHOSEN + " HTTP/1.1",
					"Host: localhost", header);
			String sid = sid(polling.response().body());
			assertThat(sid).isNotEqualTo(CHOSEN);
			assertThat(polling.get("EIO=4&transport=polling&sid=" + CHOSEN).status()).isEqualTo(400);
			polling.post("EIO=4&transport=polling&sid=" + sid, "1");
		}
	}

	@Test
	void whenSessionsBeginThenTheirIdsAreAllDifferentAndLong() {
		Set<String> ids = new HashSet<>();
		Set<String> beginnings = new HashSet<>();
		try (RawConnection client = RawConnection.open(server.port())) {
			for (int i = 0; i < 1_000; i++) {
				String sid = sid(client.get("EIO=4&transport=polling").body());
				ids.add(sid);
				beginnings.add(sid.substring(0, 8));
				client.post("EIO=4&transport=polling&sid=" + sid, "1");
			}
		}
		assertThat(ids).hasSize(1_000).allMatch((sid) -> sid.length() == 32);
		assertThat(beginnings).hasSize(1_000);
	}

	@Test
	void whenPeersHearOfEachOtherThenNoneLearnsTheSessionOfAnother() {
		List<String> heard = new ArrayList<>();
		String sid;
		try (RawConnection bob = RawConnection.peer(server.port(), "{\"p2p\":1}")) {
			bob.text("420[\"p2p:join\",{\"room\":\"r\",\"webrtc\":true}]");
			heard.add(bob.read());
			try (RawConnection alice = RawConnection.webSocket(server.port())) {
				sid = sid(alice.read());
				alice.text("40{\"p2p\":1}");
				String publicId = new JSONObject(alice.read().substring(2)).getString("sid");
				assertThat(publicId).doesNotContain(sid);
				assertThat(sid).doesNotContain(publicId.substring(0, 8));
				alice.text("420[\"p2p:join\",{\"room\":\"r\",\"webrtc\":true}]");
				alice.text("421[\"p2p:msg\",{\"room\":\"r\"},\"chat\",1]");
				alice.text("422[\"p2p:leave\",{\"room\":\"r\"}]");
				while (!heard.get(heard.size() - 1).contains("peer-disconnect")) {
					heard.add(bob.read());
				}
				assertThat(heard.toString()).contains(publicId);
			}
		}
		assertThat(heard.toString()).doesNotContain(sid);
	}

	private static String sid(String open) {
		return new JSONObject(open.substring(1)).getString("sid");
	}

}

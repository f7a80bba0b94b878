package io.p2p.actuate;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import javax.management.MBeanServer;
import javax.management.ObjectName;

import org.assertj.core.api.InstanceOfAssertFactories;
import org.json.JSONArray;
import org.json.JSONObject;
import org.junit.jupiter.api.Test;
import org.springframework.http.ResponseEntity;

import io.p2p.room.RoomManager;
import io.p2p.support.ManagedApplication;
import io.p2p.support.RawConnection;
import io.p2p.support.SessionClient;
import io.p2p.support.TestClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * {@code /actuator/p2p}, over HTTP and JMX.
 */
@SuppressWarnings("try") // what is opened there, or closed early, is the point
class P2pEndpointTests {

	private static final String EXPOSED = "management.endpoints.web.exposure.include=p2p";

	private static final String SHOWN = "management.endpoint.p2p.show-values=always";

	@Test
	void whenPeersAreInRoomsThenTheRoomsAreListedTheLargestFirst() {
		try (ManagedApplication application = ManagedApplication.start(EXPOSED);
				TestClient alice = TestClient.library(application.server(), "kitchen");
				TestClient bob = TestClient.library(application.server(), "kitchen");
				TestClient carol = TestClient.plain(application.server())) {
			JSONObject answer = read(application.get("p2p"));
			assertThat(answer.toMap()).isEqualTo(Map.of("peers", 3, "lostPeers", 0, "total", 2, "rooms",
					List.of(Map.of("room", "kitchen", "peers", 2), Map.of("room", "", "peers", 1))));
			assertThat(read(application.get("p2p?limit=1")).getJSONArray("rooms")).hasSize(1);
			assertThat(read(application.get("p2p?offset=1")).getJSONArray("rooms").getJSONObject(0).get("room"))
				.isEqualTo("");
			assertThat(read(application.get("p2p?offset=2147483647")).getJSONArray("rooms")).isEmpty();
		}
	}

	@Test
	void whenPeersLinkThenTheMeshHasThePathOfEachDirection() {
		try (ManagedApplication application = ManagedApplication.start(EXPOSED);
				TestClient alice = TestClient.library(application.server(), "kitchen");
				TestClient bob = TestClient.library(application.server(), "kitchen");
				TestClient carol = TestClient.library(application.server())) {
			carol.ask("p2p:join", Map.of("room", "kitchen", "webrtc", false));
			alice.askAll("p2p:path", Map.of("room", "kitchen", "to", bob.id(), "epoch", 1));
			alice.askAll("p2p:msg", Map.of("room", "kitchen"), "chat", "x");
			alice.askAll("p2p:msg", Map.of("room", "kitchen"), "chat", "x");
			JSONObject mesh = read(application.get("p2p?room=kitchen"));
			assertThat(mesh.get("room")).isEqualTo("kitchen");
			assertThat(mesh.get("total")).isEqualTo(3);
			assertThat(peer(mesh, alice.id()).toMap())
				.isEqualTo(Map.of("id", alice.id(), "plain", false, "webrtc", true, "lost", false, "relayed", 2));
			assertThat(peer(mesh, carol.id()).get("webrtc")).isEqualTo(false);
			boolean aliceFirst = alice.id().compareTo(bob.id()) < 0;
			assertThat(mesh.getJSONArray("links").toList()).containsExactly(
					Map.of("from", aliceFirst ? alice.id() : bob.id(), "to", aliceFirst ? bob.id() : alice.id(), "path",
							aliceFirst ? "webrtc" : "relay", "returnPath", aliceFirst ? "relay" : "webrtc"));
			alice.askAll("p2p:path", Map.of("room", "kitchen", "to", bob.id(), "epoch", 2));
			assertThat(application.get("p2p?room=kitchen").getBody()).doesNotContain("\"webrtc\",");
		}
	}

	@Test
	void whenRoomHasAnyNameThenItCanBeAskedFor() {
		try (ManagedApplication application = ManagedApplication.start(EXPOSED);
				TestClient plain = TestClient.plain(application.server())) {
			for (String name : List.of("a/b", "ä ö?&=#%2F", "..", "*", "<script>", "null", "x".repeat(128))) {
				try (TestClient client = TestClient.library(application.server(), name)) {
					JSONObject mesh = read(application.get("p2p?room={room}", name));
					assertThat(mesh.get("room")).isEqualTo(name);
					assertThat(peer(mesh, client.id())).isNotNull();
				}
			}
			// the default room
			assertThat(peer(read(application.get("p2p?room=")), plain.id()).get("plain")).isEqualTo(true);
			assertThat(application.status("p2p?room=nobody")).isEqualTo(404);
		}
	}

	@Test
	void whenRequestMakesNoSenseThenItIsBad() {
		try (ManagedApplication application = ManagedApplication.start(EXPOSED)) {
			for (String query : List.of("limit=0", "limit=201", "limit=-1", "offset=-1", "limit=many",
					"offset=99999999999")) {
				assertThat(application.status("p2p?" + query)).as(query).isEqualTo(400);
			}
			// which room would that be?
			assertThat(application.delete("p2p").getStatusCode().value()).isEqualTo(400);
			assertThat(application.status("p2p/nobody")).isEqualTo(404);
		}
	}

	@Test
	void whenRoomIsLargeThenTheAnswerIsBounded() {
		try (ManagedApplication application = ManagedApplication.start(EXPOSED, "p2p.num-clients=1000")) {
			List<RawConnection> clients = new ArrayList<>();
			try {
				for (int i = 0; i < 120; i++) {
					RawConnection client = RawConnection.peer(application.server().port(), "{\"p2p\":1}");
					client.text("42[\"p2p:join\",{\"room\":\"large\",\"webrtc\":true}]");
					clients.add(client);
				}
				await().until(() -> application.bean(RoomManager.class).find("large").members().size() == 120);
				JSONObject mesh = read(application.get("p2p?room=large"));
				assertThat(mesh.get("total")).isEqualTo(120);
				assertThat(mesh.getJSONArray("peers")).hasSize(100);
				assertThat(mesh.getJSONArray("links").length()).isEqualTo(100 * 99 / 2);
				assertThat(read(application.get("p2p?room=large&offset=100")).getJSONArray("peers")).hasSize(20);
				assertThat(read(application.get("p2p?room=large&limit=200")).getJSONArray("peers")).hasSize(120);
			}
			finally {
				clients.forEach(RawConnection::close);
			}
		}
	}

	@Test
	void whenValuesAreNotShownThenNothingSaysWhoAPeerIs() {
		try (ManagedApplication application = ManagedApplication.start(EXPOSED);
				TestClient alice = TestClient.library(application.server())) {
			alice.ask("p2p:join", Map.of("room", "kitchen", "webrtc", false, "data", Map.of("name", "Ada")));
			assertThat(application.get("p2p?room=kitchen").getBody() + application.get("p2p/" + alice.id()).getBody())
				.doesNotContain("Ada", "127.0.0.1", "values");
		}
	}

	@Test
	void whenValuesAreShownThenPrincipalAddressAndSmallDataAreThere() {
		try (ManagedApplication application = ManagedApplication.start(EXPOSED, SHOWN);
				TestClient alice = TestClient.library(application.server());
				TestClient bob = TestClient.library(application.server())) {
			alice.ask("p2p:join", Map.of("room", "kitchen", "webrtc", false, "data", Map.of("name", "Ada")));
			bob.ask("p2p:join", Map.of("room", "kitchen", "webrtc", false, "data", "x".repeat(2000)));
			JSONObject mesh = read(application.get("p2p?room=kitchen"));
			assertThat(peer(mesh, alice.id()).getJSONObject("values").toMap())
				.isEqualTo(Map.of("remoteAddress", "127.0.0.1", "data", Map.of("name", "Ada")));
			assertThat(peer(mesh, bob.id()).getJSONObject("values").toMap())
				.isEqualTo(Map.of("remoteAddress", "127.0.0.1"));
			assertThat(read(application.get("p2p/" + alice.id())).toMap())
				.isEqualTo(Map.of("id", alice.id(), "lost", false, "rooms", List.of("kitchen"), "values",
						Map.of("remoteAddress", "127.0.0.1", "data", Map.of("name", "Ada"))));
		}
	}

	@Test
	void whenPeerIsRemovedThenItIsDisconnectedForGoodAndTheOthersSeeIt() {
		try (ManagedApplication application = ManagedApplication.start(EXPOSED);
				TestClient alice = TestClient.library(application.server(), "kitchen");
				TestClient bob = TestClient.library(application.server(), "kitchen")) {
			String id = alice.id();
			assertThat(read(application.delete("p2p/" + id)).toMap()).isEqualTo(Map.of("removed", 1));
			assertThat(alice.awaitEvent("disconnect")).containsExactly("io server disconnect");
			assertThat(((JSONObject) bob.awaitEvent("peer-disconnect").get(0)).get("peerId")).isEqualTo(id);
			await().untilAsserted(
					() -> assertThat(read(application.delete("p2p/" + id)).toMap()).isEqualTo(Map.of("removed", 0)));
			assertThat(bob.socket().connected()).isTrue();
		}
	}

	@Test
	void whenLostPeerIsRemovedThenItCannotComeBack() {
		try (ManagedApplication application = ManagedApplication.start(EXPOSED)) {
			SessionClient alice = SessionClient.open(application.server(), "kitchen");
			String id = alice.id();
			alice.lose();
			await().until(() -> peer(read(application.get("p2p?room=kitchen")), id).getBoolean("lost"));
			assertThat(read(application.get("p2p")).get("lostPeers")).isEqualTo(1);
			assertThat(read(application.get("p2p/" + id)).get("lost")).isEqualTo(true);
			assertThat(read(application.delete("p2p/" + id)).toMap()).isEqualTo(Map.of("removed", 1));
			assertThat(alice.comeBack().getBoolean("resumed")).isFalse();
			assertThat(alice.id()).isNotEqualTo(id);
			alice.close();
		}
	}

	@Test
	void whenRoomIsClosedThenEverybodyInItIsRemovedAndNobodyElse() {
		try (ManagedApplication application = ManagedApplication.start(EXPOSED);
				TestClient alice = TestClient.library(application.server(), "a/b");
				TestClient bob = TestClient.library(application.server(), "a/b");
				TestClient carol = TestClient.plain(application.server())) {
			assertThat(read(application.delete("p2p?room={room}", "a/b")).toMap()).isEqualTo(Map.of("removed", 2));
			for (TestClient member : List.of(alice, bob)) {
				assertThat(member.awaitEvent("peer-error").get(0).toString())
					.contains("An operator has closed the room");
				assertThat(member.socket().connected()).isTrue();
			}
			assertThat(carol.heard("peer-error")).isEmpty();
			assertThat(application.bean(RoomManager.class).find("a/b")).isNull();
			assertThat(read(application.delete("p2p?room={room}", "a/b")).toMap()).isEqualTo(Map.of("removed", 0));
			assertThat(read(application.delete("p2p?room=")).toMap()).isEqualTo(Map.of("removed", 1));
			assertThat(application.bean(RoomManager.class).find("")).isNull();
		}
	}

	@Test
	void whenPeerIsRemovedFromOneRoomThenItStaysInItsOthers() {
		try (ManagedApplication application = ManagedApplication.start(EXPOSED);
				TestClient alice = TestClient.library(application.server(), "a/b")) {
			alice.ask("p2p:join", Map.of("room", "other", "webrtc", true));
			String uri = "p2p/" + alice.id() + "?room={room}";
			assertThat(read(application.delete(uri, "a/b")).toMap()).isEqualTo(Map.of("removed", 1));
			assertThat(alice.awaitEvent("peer-error").get(0).toString()).contains("An operator has removed this peer");
			assertThat(read(application.get("p2p/" + alice.id())).getJSONArray("rooms").toList())
				.containsExactly("other");
			assertThat(read(application.delete(uri, "a/b")).toMap()).isEqualTo(Map.of("removed", 0));
			assertThat(read(application.delete(uri, "")).toMap()).isEqualTo(Map.of("removed", 0));
			assertThat(alice.socket().connected()).isTrue();
		}
	}

	@Test
	void whenPeerHasJoinedNoRoomThenItIsFoundAndRemoved() {
		try (ManagedApplication application = ManagedApplication.start(EXPOSED);
				TestClient alice = TestClient.library(application.server())) {
			assertThat(read(application.get("p2p/" + alice.id())).getJSONArray("rooms")).isEmpty();
			assertThat(read(application.delete("p2p/" + alice.id())).toMap()).isEqualTo(Map.of("removed", 1));
			alice.awaitEvent("disconnect");
		}
	}

	@Test
	void whenAccessIsReadOnlyThenNothingCanBeRemoved() {
		try (ManagedApplication application = ManagedApplication.start(EXPOSED,
				"management.endpoint.p2p.access=read-only")) {
			assertThat(application.status("p2p")).isEqualTo(200);
			assertThat(application.delete("p2p?room=").getStatusCode().value()).isEqualTo(405);
		}
	}

	@Test
	void whenJmxIsOnThenItTellsTheSame() throws Exception {
		try (ManagedApplication application = ManagedApplication.start("spring.jmx.enabled=true",
				"management.endpoints.jmx.exposure.include=p2p", "spring.jmx.unique-names=true");
				TestClient alice = TestClient.library(application.server(), "kitchen")) {
			MBeanServer beans = ManagementFactory.getPlatformMBeanServer();
			ObjectName name = beans
				.queryNames(new ObjectName("org.springframework.boot:type=Endpoint,name=P2p,*"), null)
				.iterator()
				.next();
			String[] types = { String.class.getName(), Integer.class.getName(), Integer.class.getName() };
			assertThat(beans.invoke(name, "rooms", new Object[] { null, null, null }, types))
				.asInstanceOf(InstanceOfAssertFactories.MAP)
				.containsEntry("total", 1);
			assertThat(beans.invoke(name, "rooms", new Object[] { "kitchen", 0, 10 }, types))
				.asInstanceOf(InstanceOfAssertFactories.MAP)
				.containsEntry("room", "kitchen");
			String[] one = { String.class.getName() };
			String[] two = { String.class.getName(), String.class.getName() };
			assertThat(beans.invoke(name, "remove", new Object[] { alice.id(), null }, two))
				.asInstanceOf(InstanceOfAssertFactories.MAP)
				.containsEntry("removed", 1);
			assertThat(beans.invoke(name, "close", new Object[] { "kitchen" }, one))
				.asInstanceOf(InstanceOfAssertFactories.MAP)
				.containsEntry("removed", 0);
		}
	}

	private static JSONObject read(ResponseEntity<String> answer) {
		assertThat(answer.getStatusCode().value()).as(answer.getBody()).isEqualTo(200);
		return new JSONObject(answer.getBody());
	}

	private static JSONObject peer(JSONObject mesh, String id) {
		JSONArray peers = mesh.getJSONArray("peers");
		for (int i = 0; i < peers.length(); i++) {
			if (peers.getJSONObject(i).get("id").equals(id)) {
				return peers.getJSONObject(i);
			}
		}
		return null;
	}

}

package io.p2p.sample.chat;

import java.io.BufferedReader;
import java.io.File;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import io.socket.client.IO;
import io.socket.client.Socket;
import org.json.JSONObject;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

import io.p2p.relay.MessageRelay;
import io.p2p.socketio.netty.P2pServer;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The chat end to end: the started application, real Chromium, real WebRTC.
 */
class ChatTests extends AbstractChatTests {

	@Autowired
	private ChatHandler handler;

	@Autowired
	private MessageRelay relay;

	@Autowired
	private P2pServer server;

	@Test
	void beforeTheUpgradeMessagesGoThroughTheServerAndArriveOnce() {
		Chat alice = open("?room=relay");
		Chat bob = open("?room=relay");
		Chat carol = open("?room=relay");
		meet(alice, bob, carol);
		List.of(alice, bob, carol).forEach((chat) -> chat.useLinks(false));
		long seen = this.handler.seen();
		alice.say("Hello, everybody");
		bob.say("Hello, Alice");
		alice.hasHeard("Hello, Alice");
		for (Chat peer : List.of(bob, carol)) {
			peer.hasHeard("Hello, everybody");
		}
		carol.hasHeard("Hello, Alice");
		assertThat(this.handler.seen() - seen).isEqualTo(2);
		assertThat(carol.page().locator("#peer-list .badge").first()).hasText("relay");
	}

	@Test
	void afterGoPrivateNothingPassesTheServer() {
		Chat alice = open("?room=private");
		Chat bob = open("?room=private");
		Chat carol = open("?room=private");
		meet(alice, bob, carol);
		alice.page().locator("#private").click();
		for (Chat peer : List.of(alice, bob, carol)) {
			assertThat(peer.page().locator("#upgrade-msg")).containsText("Private");
			assertThat(peer.badges("WebRTC")).hasCount(2);
			peer.awaitLinks(2);
		}
		long seen = this.handler.seen();
		long relayed = this.relay.relayed();
		alice.say("Between us");
		byte[] file = new byte[5_000_000];
		new Random(1).nextBytes(file);
		bob.send("large.bin", file);
		List.of(bob, carol).forEach((peer) -> peer.hasHeard("Between us"));
		List.of(alice, carol).forEach((peer) -> assertThat(peer.receivedFile("large.bin")).isEqualTo(sha256(file)));
		assertThat(this.relay.relayed()).isEqualTo(relayed);
		assertThat(this.handler.seen()).isEqualTo(seen);

		Chat dave = open("?room=private");
		List.of(alice, bob, carol, dave).forEach((peer) -> peer.awaitLinks(3));
		assertThat(dave.page().locator("#upgrade-msg")).containsText("Private");
		relayed = this.relay.relayed();
		alice.say("Welcome, Dave");
		dave.say("Thank you");
		List.of(bob, carol, dave).forEach((peer) -> peer.hasHeard("Welcome, Dave"));
		List.of(alice, bob, carol).forEach((peer) -> peer.hasHeard("Thank you"));
		assertThat(this.relay.relayed()).isEqualTo(relayed);

		carol.page().close();
		List.of(alice, bob, dave).forEach((peer) -> assertThat(peer.peers()).hasCount(2));
		bob.say("Carol has gone");
		List.of(alice, dave).forEach((peer) -> peer.hasHeard("Carol has gone"));
	}

	@Test
	void filesGoThroughTheServerBeforeTheUpgrade() {
		Chat alice = open("?room=files");
		Chat bob = open("?room=files");
		meet(alice, bob);
		alice.useLinks(false);
		byte[] large = new byte[3_000_000];
		new Random(2).nextBytes(large);
		alice.send("large.bin", large);
		assertThat(bob.receivedFile("large.bin")).isEqualTo(sha256(large));
		byte[] small = { 1, 2, 3, 0, 4 };
		alice.send("small.bin", small);
		assertThat(bob.receivedFile("small.bin")).isEqualTo(sha256(small));
	}

	@Test
	void twoRoomsNeverHearEachOther() {
		Chat red = open("?room=red");
		Chat alsoRed = open("?room=red");
		Chat blue = open("?room=blue");
		Chat alsoBlue = open("?room=blue");
		meet(red, alsoRed);
		meet(blue, alsoBlue);
		red.say("Red");
		blue.say("Blue");
		alsoRed.hasHeard("Red");
		alsoBlue.hasHeard("Blue");
		blue.page().locator("#private").click();
		assertThat(alsoBlue.page().locator("#upgrade-msg")).containsText("Private");
		alsoBlue.say("Deep blue");
		blue.hasHeard("Deep blue");
		assertThat(red.heard("Blue")).hasCount(0);
		assertThat(red.heard("Deep blue")).hasCount(0);
		assertThat(alsoRed.heard("Blue")).hasCount(0);
		assertThat(blue.heard("Red")).hasCount(0);
		assertThat(red.page().locator("#upgrade-msg")).isEmpty();
	}

	@Test
	void plainSocketIoClientsTakePartByRelay() throws Exception {
		Chat alice = open("");
		Process node = new ProcessBuilder("node", "-e", """
				const socket = require('socket.io-client').io(process.argv[1]);
				socket.on('peer-msg', (data) => {
					console.log(data.text);
					socket.emit('peer-msg', { name: 'Node', text: 'Heard ' + data.text });
				});
				socket.on('connect', () => console.log('connected'));
				""", url()).directory(new File("../p2p-client")).redirectErrorStream(true).start();
		Queue<Object> heard = new ConcurrentLinkedQueue<>();
		Socket java = IO.socket(URI.create(url()));
		java.on("peer-msg", (arguments) -> heard.add(((JSONObject) arguments[0]).get("text")));
		java.connect();
		try (BufferedReader lines = node.inputReader()) {
			assertThat(lines.readLine()).isEqualTo("connected");
			await().until(java::connected);
			assertThat(alice.peers()).hasCount(2);
			alice.say("From the browser");
			assertThat(lines.readLine()).isEqualTo("From the browser");
			alice.hasHeard("Heard From the browser");
			assertThat(alice.peers().filter(new Locator.FilterOptions().setHasText("Node")))
				.containsText("plain Socket.IO");
			await()
				.untilAsserted(() -> assertThat(heard).containsExactly("From the browser", "Heard From the browser"));
			java.emit("peer-msg", new JSONObject(Map.of("name", "Java", "text", "From Java")));
			assertThat(lines.readLine()).isEqualTo("From Java");
			alice.hasHeard("From Java");
		}
		finally {
			java.close();
			node.destroy();
		}
	}

	@Test
	void withNumClientsTwoNobodyHoldsMoreThanTwoLinksAndEverybodyHearsEverythingOnce() {
		try (ConfigurableApplicationContext application = new SpringApplicationBuilder(ChatApplication.class)
			.run("--server.port=0", "--p2p.num-clients=2")) {
			List<Chat> chats = new ArrayList<>();
			for (int i = 0; i < 5; i++) {
				chats.add(open(application.getEnvironment(), ""));
			}
			meet(chats.toArray(Chat[]::new));
			// one, two and three fill each other's places; four and five have each other
			List<Integer> planned = List.of(2, 2, 2, 1, 1);
			for (int i = 0; i < 5; i++) {
				chats.get(i).awaitLinks(planned.get(i));
			}
			for (int i = 0; i < 5; i++) {
				chats.get(i).say("From " + i);
			}
			for (int i = 0; i < 5; i++) {
				for (int j = 0; j < 5; j++) {
					if (i != j) {
						chats.get(j).hasHeard("From " + i);
					}
				}
				assertThat(chats.get(i).connections()).isEqualTo(planned.get(i));
			}
			assertThat(chats.get(0).path("From 1")).hasText("WebRTC");
			assertThat(chats.get(0).path("From 4")).hasText("relay");
			assertThat(chats.get(3).path("From 4")).hasText("WebRTC");
			chats.forEach((chat) -> chat.page().close());
		}
	}

	@Test
	void whatTheServerRefusesIsToldToTheSenderOnly() {
		Chat alice = open("?room=refused");
		Chat bob = open("?room=refused");
		meet(alice, bob);
		alice.useLinks(false);
		alice.page().evaluate("p2p.emit('peer-msg', { name: '', text: 'nameless' })");
		assertThat(alice.page().locator("#msg-list .note")).containsText("A message needs a name and a text");
		alice.say("Still here");
		bob.hasHeard("Still here");
		assertThat(bob.heard("nameless")).hasCount(0);
	}

	@Test
	void audioStreamsFromPeerToPeer() {
		Page speaker = openPage(environment(), "audio.html?room=studio");
		Page listener = openPage(environment(), "audio.html?room=studio");
		assertThat(speaker.locator("#peer-list [data-peer]")).hasCount(1);
		speaker.locator("#start").click();
		Locator audio = listener.locator("#streams audio");
		assertThat(audio).hasCount(1);
		await().atMost(Browsers.PATIENCE).until(() -> (Boolean) audio.evaluate("(one) => one.currentTime > 0"));
	}

	private String url() {
		return "http://localhost:" + this.server.port();
	}

}

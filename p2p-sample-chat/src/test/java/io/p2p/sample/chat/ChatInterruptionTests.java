package io.p2p.sample.chat;

import java.util.List;

import org.junit.jupiter.api.Test;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * What happens in the middle of a conversation: links and connections are lost, names
 * change, files are cancelled.
 */
class ChatInterruptionTests extends AbstractChatTests {

	@Test
	void aCutLinkChangesTheBadgeAndLosesNothing() {
		Chat alice = open("?room=cut");
		Chat bob = open("?room=cut");
		meet(alice, bob);
		List<Chat> both = List.of(alice, bob);
		both.forEach((chat) -> assertThat(chat.badges("WebRTC")).hasCount(1));
		both.forEach((chat) -> chat.sayLines(1, 10, ""));
		alice.sayLines(11, 20, "cutLinks()");
		bob.sayLines(11, 20, "");
		both.forEach((chat) -> assertThat(chat.badges("relay")).hasCount(1));
		both.forEach((chat) -> assertThat(chat.peers()).containsText("no link"));
		both.forEach((chat) -> chat.sayLines(21, 30, ""));
		both.forEach((chat) -> chat.hasHeardLines(30));
		bob.sayLines(31, 40, "");
		alice.sayLines(31, 40, "mendLinks()");
		both.forEach((chat) -> assertThat(chat.badges("WebRTC")).hasCount(1));
		both.forEach((chat) -> chat.sayLines(41, 50, ""));
		both.forEach((chat) -> chat.hasHeardLines(50));
		for (Chat chat : both) {
			assertThat(chat.path("Line 1")).hasText("WebRTC");
			assertThat(chat.path("Line 25")).hasText("relay");
			assertThat(chat.path("Line 50")).hasText("WebRTC");
			assertThat(chat.notes("")).hasCount(0);
		}
	}

	@Test
	void aLostConnectionLosesNothingAndNobodyDisappears() {
		Chat alice = open("?room=lost");
		Chat bob = open("?room=lost");
		meet(alice, bob);
		List<Chat> both = List.of(alice, bob);
		for (Chat chat : both) {
			chat.useLinks(false);
			chat.page().evaluate("p2p.on('peer-disconnect', () => globalThis.disappeared = true)");
		}
		String name = alice.page().locator("#peer-list bdi").textContent();
		both.forEach((chat) -> chat.sayLines(1, 10, ""));
		alice.sayLines(11, 20, "socket.io.reconnection(false); socket.io.engine.close()");
		bob.sayLines(11, 20, "");
		assertThat(alice.page().locator("#status")).hasText("Connection lost, what you write is sent when it is back");
		both.forEach((chat) -> chat.sayLines(21, 30, ""));
		assertThat(alice.page().locator("#peer-list bdi")).hasText(name);
		alice.sayLines(31, 40, "socket.connect()");
		bob.sayLines(31, 40, "");
		both.forEach((chat) -> chat.hasHeardLines(40));
		for (Chat chat : both) {
			assertThat(chat.page().locator("#status")).hasText("Connected");
			assertThat(chat.notes("")).hasCount(0);
			assertThat(chat.page().evaluate("globalThis.disappeared")).isNull();
		}
	}

	@Test
	void aNewNameReachesTheOthers() {
		Chat alice = open("?room=names");
		Chat bob = open("?room=names");
		meet(alice, bob);
		alice.rename("Ada <b>Lovelace</b>");
		assertThat(bob.page().locator("#peer-list bdi")).hasText("Ada <b>Lovelace</b>");
		alice.say("It is me");
		assertThat(bob.heard("It is me").locator("xpath=..").locator("bdi")).hasText("Ada <b>Lovelace</b>");
		Chat carol = open("?room=names");
		meet(alice, bob, carol);
		assertThat(carol.page().locator("#peer-list bdi").getByText("Ada <b>Lovelace</b>")).hasCount(1);
	}

	@Test
	void aFileOnItsWayCanBeCancelledAtBothEnds() {
		Chat alice = open("?room=cancel");
		Chat bob = open("?room=cancel");
		meet(alice, bob);
		alice.rename("Alice");
		bob.rename("Bob");
		assertThat(alice.page().locator("#peer-list")).containsText("Bob");
		assertThat(bob.page().locator("#peer-list")).containsText("Alice");
		alice.sendHuge("first.bin");
		assertThat(bob.transfers()).containsText("Receiving a file from Alice");
		alice.transfers().locator("button").click();
		assertThat(alice.notes("You cancelled a file.")).hasCount(1);
		assertThat(bob.notes("A file from Alice was cut off.")).hasCount(1);
		alice.sendHuge("second.bin");
		bob.transfers().locator("button").click();
		assertThat(alice.notes("Bob did not want your file.")).hasCount(1);
		for (Chat chat : List.of(alice, bob)) {
			assertThat(chat.transfers()).hasCount(0);
		}
		byte[] small = { 1, 2, 3 };
		alice.send("small.bin", small);
		assertThat(bob.receivedFile("small.bin")).isEqualTo(sha256(small));
		assertThat(bob.page().locator("#msg-list .theirs a")).hasCount(1);
	}

}

package io.p2p.sample.chat;

import java.util.regex.Pattern;

import com.microsoft.playwright.Dialog;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import org.junit.jupiter.api.Test;
import org.springframework.test.context.ActiveProfiles;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * The chat with a login: the session of the pages is that of the peers.
 */
@ActiveProfiles("secure")
class SecureChatTests extends AbstractChatTests {

	private static final Pattern LOGIN = Pattern.compile(".*/login.*");

	@Test
	void whoHasLoggedInIsCalledByThatNameWhateverItSays() {
		Chat alice = login("alice");
		Chat bob = login("bob");
		meet(alice, bob);
		alice.useLinks(false);
		alice.rename("Mallory");
		alice.say("Hello");
		bob.hasHeard("Hello");
		assertThat(bob.heard("Hello").locator("xpath=..").locator(".meta bdi")).hasText("alice");
	}

	@Test
	void whoLogsOutIsNoPeerAnyMore() {
		Chat alice = login("alice");
		Chat bob = login("bob");
		meet(alice, bob);
		// a request of the long polling before it would fail, and say so in the console
		alice.page().waitForFunction("socket.io.engine.transport.name === 'websocket'");
		Page logout = alice.page().context().newPage();
		logout.navigate(at(alice, "logout"));
		logout.locator("button").click();
		assertThat(bob.peers()).hasCount(0);
		assertThat(alice.page()).hasURL(LOGIN);
	}

	@Test
	void anOperatorSeesTheMeshAndRemovesAPeerAndOthersDoNot() {
		Chat alice = login("alice");
		Chat bob = login("bob");
		meet(alice, bob);
		bob.rename("Mallory");
		Page mesh = alice.page().context().newPage();
		mesh.navigate(at(alice, "mesh.html?room=secure"));
		assertThat(mesh.locator("#status")).hasText("Live");
		Locator bobs = MeshTests.row(mesh, bob);
		assertThat(bobs).containsText("bob");
		mesh.onceDialog(Dialog::accept);
		bobs.locator("button").click();
		assertThat(bobs).hasCount(0);
		assertThat(mesh.locator("#status")).hasText("Live");
		assertThat(bob.page().request().get(at(bob, "actuator/p2p")).status()).isEqualTo(403);
	}

	private static String at(Chat chat, String path) {
		return chat.page().url().replaceAll("(:\\d+/).*", "$1" + path);
	}

	private Chat login(String user) {
		Page page = openPage(environment(), "?room=secure");
		assertThat(page).hasURL(LOGIN);
		page.locator("#username").fill(user);
		page.locator("#password").fill(user);
		page.locator("button").click();
		Chat chat = new Chat(page);
		assertThat(page.locator("#status")).hasText("Connected");
		return chat;
	}

}

package io.p2p.sample.chat;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

import com.microsoft.playwright.Page;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.core.env.Environment;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * The chat end to end: the started application, real Chromium, real WebRTC.
 */
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
abstract class AbstractChatTests {

	private static Browsers browsers;

	@Autowired
	private Environment environment;

	@BeforeAll
	static void startBrowser() {
		browsers = new Browsers();
	}

	@AfterAll
	static void stopBrowser() {
		browsers.close();
	}

	@AfterEach
	void leave() {
		assertThat(browsers.closePages()).as("errors in the pages' consoles").isEmpty();
	}

	final Environment environment() {
		return this.environment;
	}

	final Chat open(String query) {
		return open(this.environment, query);
	}

	final Chat open(Environment application, String query) {
		Chat chat = new Chat(openPage(application, query));
		assertThat(chat.page().locator("#status")).hasText("Connected");
		return chat;
	}

	final Page openPage(Environment application, String path) {
		return browsers.open("http://localhost:" + application.getProperty("local.server.port") + "/" + path);
	}

	static void meet(Chat... chats) {
		for (Chat chat : chats) {
			assertThat(chat.peers()).hasCount(chats.length - 1);
		}
	}

	static String sha256(byte[] bytes) {
		try {
			return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

}

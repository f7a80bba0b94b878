package io.p2p.sample.chat;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.FilePayload;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

/**
 * The chat, open in a browser context of its own.
 *
 * @param page the page
 */
record Chat(Page page) {

	void say(String text) {
		this.page.locator("#msg-box").fill(text);
		this.page.locator("#msg-form button").click();
	}

	/**
	 * Say numbered lines, one right after the other, and do something in the middle of
	 * it.
	 * @param from the number of the first line
	 * @param to the number of the last line
	 * @param between a script
	 */
	void sayLines(int from, int to, String between) {
		this.page.evaluate("""
				([from, to, between]) => {
					for (let line = from; line <= to; line++) {
						document.querySelector('#msg-box').value = `Line ${line}`;
						document.querySelector('#msg-form').requestSubmit();
						if (line === Math.floor((from + to) / 2)) eval(between);
					}
				}""", List.of(from, to, between));
	}

	void hasHeardLines(int to) {
		assertThat(this.page.locator("#msg-list .theirs .text"))
			.hasText(IntStream.rangeClosed(1, to).mapToObj((line) -> "Line " + line).toArray(String[]::new));
	}

	/**
	 * Say by which name to be called.
	 */
	void rename(String name) {
		this.page.locator("#name").fill(name);
		this.page.locator("#name").press("Enter");
	}

	/**
	 * Send events by the links that are open, or by relay only.
	 */
	void useLinks(boolean use) {
		this.page.locator("#links").setChecked(use);
	}

	/**
	 * Send a file that takes its time.
	 */
	void sendHuge(String name) {
		this.page.evaluate("""
				(name) => {
					const files = new DataTransfer();
					files.items.add(new File([new Uint8Array(90_000_000)], name));
					const input = document.querySelector('#msg-file');
					input.files = files.files;
					input.dispatchEvent(new Event('change'));
				}""", name);
	}

	Locator transfers() {
		return this.page.locator("#transfers li");
	}

	Locator notes(String text) {
		return this.page.locator("#msg-list .note").filter(new Locator.FilterOptions().setHasText(text));
	}

	void send(String name, byte[] bytes) {
		this.page.locator("#msg-file").setInputFiles(new FilePayload(name, "application/octet-stream", bytes));
	}

	Locator heard(String text) {
		return this.page.locator("#msg-list .theirs .text")
			.filter(new Locator.FilterOptions().setHasText(Pattern.compile("^" + text + "$")));
	}

	/**
	 * The path by which a message has come.
	 */
	Locator path(String text) {
		return heard(text).locator("xpath=..").locator(".badge");
	}

	void hasHeard(String text) {
		assertThat(heard(text)).hasCount(1);
	}

	Locator peers() {
		return this.page.locator("#peer-list [data-peer]");
	}

	Locator badges(String text) {
		return this.page.locator("#peer-list .badge").filter(new Locator.FilterOptions().setHasText(text));
	}

	void awaitLinks(int count) {
		this.page.waitForFunction("(count) => p2p.peers.filter((peer) => peer.linked).length === count", count);
	}

	int connections() {
		return (Integer) this.page.evaluate("connections.filter((one) => one.connectionState !== 'closed').length");
	}

	/**
	 * Wait for a file.
	 * @return the hash of its bytes
	 */
	String receivedFile(String name) {
		Locator link = this.page.locator("#msg-list .theirs a[download='" + name + "']");
		assertThat(link).hasCount(1);
		return (String) link.evaluate("""
				async (link) => {
					const bytes = await (await fetch(link.href)).arrayBuffer();
					const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
					return [...hash].map((byte) => byte.toString(16).padStart(2, '0')).join('');
				}""");
	}

}

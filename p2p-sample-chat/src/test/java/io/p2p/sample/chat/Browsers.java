package io.p2p.sample.chat;

import java.io.File;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.PlaywrightAssertions;

/**
 * Chromium, each page in a context of its own. An installed one is taken where there is
 * one, else Playwright brings its own.
 */
final class Browsers implements AutoCloseable {

	static final Duration PATIENCE = Duration.ofSeconds(30);

	private final List<BrowserContext> contexts = new ArrayList<>();

	private final Queue<String> problems = new ConcurrentLinkedQueue<>();

	private final Playwright playwright;

	private final Browser browser;

	Browsers() {
		String installed = Stream
			.of(System.getenv("CHROME_PATH"), "/usr/bin/chromium", "/usr/bin/chromium-browser",
					"/usr/bin/google-chrome", "/usr/bin/google-chrome-stable")
			.filter((path) -> path != null && new File(path).canExecute())
			.findFirst()
			.orElse(null);
		this.playwright = Playwright.create(new Playwright.CreateOptions()
			.setEnv((installed != null) ? Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1") : Map.of()));
		BrowserType.LaunchOptions options = new BrowserType.LaunchOptions()
			.setArgs(List.of("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
					"--disable-background-networking", "--disable-component-update", "--disable-sync",
					"--disable-features=WebRtcHideLocalIpsWithMdns", "--use-fake-device-for-media-stream",
					"--use-fake-ui-for-media-stream", "--autoplay-policy=no-user-gesture-required"));
		if (installed != null) {
			options.setExecutablePath(new File(installed).toPath());
		}
		this.browser = this.playwright.chromium().launch(options);
		PlaywrightAssertions.setDefaultAssertionTimeout((double) PATIENCE.toMillis());
	}

	/**
	 * Open a page, whose peer connections are listed in its global {@code connections}.
	 * Its {@code cutLinks()} closes them, and new ones open only after
	 * {@code mendLinks()}.
	 */
	Page open(String url) {
		BrowserContext context = this.browser.newContext();
		this.contexts.add(context);
		context.addInitScript("""
				globalThis.connections = [];
				let mended = Promise.resolve();
				globalThis.RTCPeerConnection = class extends RTCPeerConnection {
					constructor(...parameters) { super(...parameters); connections.push(this); }
					async setLocalDescription(...parameters) {
						await mended;
						return super.setLocalDescription(...parameters);
					}
				};
				globalThis.cutLinks = () => {
					mended = new Promise((resolve) => globalThis.mendLinks = resolve);
					for (const connection of connections) connection.close();
				};""");
		Page page = context.newPage();
		page.setDefaultTimeout((double) PATIENCE.toMillis());
		page.onConsoleMessage((message) -> {
			if (message.type().equals("error")) {
				this.problems.add(message.text());
			}
		});
		page.onPageError(this.problems::add);
		page.navigate(url);
		return page;
	}

	/**
	 * Close all pages.
	 * @return the errors in their consoles
	 */
	List<String> closePages() {
		this.contexts.forEach(BrowserContext::close);
		this.contexts.clear();
		List<String> found = List.copyOf(this.problems);
		this.problems.clear();
		return found;
	}

	@Override
	public void close() {
		this.playwright.close();
	}

}

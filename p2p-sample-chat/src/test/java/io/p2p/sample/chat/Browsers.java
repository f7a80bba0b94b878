package io.p2p.sample.chat;

import java.io.File;
import java.nio.file.Path;
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
import org.jspecify.annotations.Nullable;

/**
 * Chromium and Firefox, each page in a context of its own. Installed ones are taken where
 * there are some, else Playwright brings its own.
 */
final class Browsers implements AutoCloseable {

	static final Duration PATIENCE = Duration.ofSeconds(30);

	private final List<BrowserContext> contexts = new ArrayList<>();

	private final Queue<String> problems = new ConcurrentLinkedQueue<>();

	private final @Nullable Path installedChromium = installed(System.getenv("CHROME_PATH"), "/usr/bin/chromium",
			"/usr/bin/chromium-browser", "/usr/bin/google-chrome", "/usr/bin/google-chrome-stable");

	private final @Nullable Path installedFirefox = installed(System.getenv("FIREFOX_PATH"), "/usr/bin/firefox-esr",
			"/usr/bin/firefox");

	private final Playwright playwright;

	private @Nullable Browser chromium;

	private @Nullable Browser firefox;

	Browsers() {
		this.playwright = Playwright.create(new Playwright.CreateOptions()
			.setEnv((this.installedChromium != null) ? Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1") : Map.of()));
		PlaywrightAssertions.setDefaultAssertionTimeout((double) PATIENCE.toMillis());
	}

	private static @Nullable Path installed(@Nullable String... paths) {
		return Stream.of(paths)
			.filter((path) -> path != null && new File(path).canExecute())
			.map(Path::of)
			.findFirst()
			.orElse(null);
	}

	private Browser chromium() {
		if (this.chromium == null) {
			BrowserType.LaunchOptions options = new BrowserType.LaunchOptions()
				.setArgs(List.of("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
						"--disable-background-networking", "--disable-component-update", "--disable-sync",
						"--disable-features=WebRtcHideLocalIpsWithMdns", "--use-fake-device-for-media-stream",
						"--use-fake-ui-for-media-stream", "--autoplay-policy=no-user-gesture-required"));
			if (this.installedChromium != null) {
				options.setExecutablePath(this.installedChromium);
			}
			this.chromium = this.playwright.chromium().launch(options);
		}
		return this.chromium;
	}

	private Browser firefox() {
		if (this.firefox == null) {
			// who may use the microphone has addresses, and not names that mDNS would
			// have
			// to find: as with Chromium's fake devices
			BrowserType.LaunchOptions options = new BrowserType.LaunchOptions()
				.setFirefoxUserPrefs(Map.of("permissions.default.microphone", 1));
			if (this.installedFirefox != null) {
				// by WebDriver BiDi: any other channel is for Playwright's own build
				options.setChannel("moz-firefox").setExecutablePath(this.installedFirefox);
			}
			this.firefox = this.playwright.firefox().launch(options);
		}
		return this.firefox;
	}

	/**
	 * Open a page in Chromium, whose peer connections are listed in its global
	 * {@code connections}. Its {@code cutLinks()} closes them, and new ones open only
	 * after {@code mendLinks()}.
	 */
	Page open(String url) {
		return open(chromium(), url);
	}

	/**
	 * Open a page in Firefox, with the same globals.
	 */
	Page openInFirefox(String url) {
		return open(firefox(), url);
	}

	private Page open(Browser browser, String url) {
		// the tests' certificates are signed by nobody
		BrowserContext context = browser.newContext(new Browser.NewContextOptions().setIgnoreHTTPSErrors(true));
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
		page.onResponse((response) -> {
			if (response.status() >= 400) {
				this.problems.add(response.url() + " has the status " + response.status());
			}
		});
		page.onRequestFailed((request) -> {
			// what a page gives up itself, in time or as it is closed, is no error of it
			if (!request.failure().endsWith("ABORTED")) {
				this.problems.add(request.url() + " failed: " + request.failure());
			}
		});
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

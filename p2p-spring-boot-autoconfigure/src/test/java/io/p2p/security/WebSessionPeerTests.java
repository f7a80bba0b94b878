package io.p2p.security;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import io.socket.client.IO;
import jakarta.servlet.http.HttpSession;
import org.json.JSONObject;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.test.util.ReflectionTestUtils;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

import io.p2p.peer.Peer;
import io.p2p.socketio.peer.PeerNamespaceHandler;
import io.p2p.support.Browser;
import io.p2p.support.Census;
import io.p2p.support.RawConnection;
import io.p2p.support.TestClient;
import io.p2p.support.TestServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Peers who have logged in on the web server beside.
 */
class WebSessionPeerTests {

	private static TestServer server;

	@BeforeAll
	static void start() {
		server = TestServer.startWeb(WebServer.class, "p2p.cluster.enabled=false");
	}

	@AfterAll
	static void stop() {
		server.close();
	}

	@AfterEach
	void nothingStays() {
		Census.awaitNobody(server);
	}

	@Test
	void whenBrowserHasLoggedInThenThePeerHasTheAuthenticationOfItsSession() {
		Browser browser = new Browser(server);
		browser.login("alice");
		try (TestClient alice = connect(server, browser.cookie())) {
			assertThat(peer().principal()).isInstanceOf(Authentication.class).extracting("name").isEqualTo("alice");
			assertThat(browser.get("/name")).isEqualTo("alice");
			assertThat(alice.heard("disconnect")).isEmpty();
		}
		browser.logout();
	}

	@Test
	void whenBrowserHasNotLoggedInThenTheClientIsRefused() {
		Browser browser = new Browser(server);
		browser.get("/visit");
		for (String cookie : List.of(browser.cookie(), "JSESSIONID=0123456789ABCDEF", "JSESSIONID", "JSESSIONID=", "=",
				"", ";;;", "x=" + browser.cookie())) {
			try (TestClient eve = open(server, cookie)) {
				assertThat(code(eve)).as(cookie).isEqualTo("unauthorized");
			}
		}
	}

	@Test
	void whenLoginChangesTheSessionsIdThenTheNewOneIsKnownAndTheOldOneIsNot() {
		Browser browser = new Browser(server);
		browser.get("/visit");
		String before = browser.cookie();
		browser.login("alice");
		assertThat(browser.cookie()).isNotEqualTo(before);
		try (TestClient fixated = open(server, before); TestClient alice = connect(server, browser.cookie())) {
			assertThat(code(fixated)).isEqualTo("unauthorized");
			assertThat(alice.socket().connected()).isTrue();
		}
		browser.logout();
	}

	@Test
	void whenThereAreOtherCookiesThenTheRightOneIsFound() {
		Browser browser = new Browser(server);
		browser.login("alice");
		try (TestClient alice = connect(server, "a=b; JSESSIONID=unknown;c=\"d\"; " + browser.cookie() + "; e=f")) {
			assertThat(alice.socket().connected()).isTrue();
		}
		try (TestClient alice = connect(server, browser.cookie() + ".node1")) {
			assertThat(alice.socket().connected()).isTrue();
		}
		browser.logout();
	}

	@Test
	void whenUserLogsOutThenAllPeersOfTheSessionAreDisconnectedAndNobodyElse() {
		Browser alice = new Browser(server);
		alice.login("alice");
		Browser elsewhere = new Browser(server);
		elsewhere.login("alice");
		try (TestClient first = connect(server, alice.cookie());
				TestClient second = connect(server, alice.cookie());
				TestClient other = connect(server, elsewhere.cookie())) {
			alice.logout();
			for (TestClient client : List.of(first, second)) {
				assertThat(((JSONObject) client.awaitEvent("peer-error").get(0)).getString("code"))
					.isEqualTo("token-expired");
				client.awaitEvent("disconnect");
			}
			try (TestClient again = open(server, alice.cookie())) {
				assertThat(code(again)).isEqualTo("unauthorized");
			}
			assertThat(other.socket().connected()).isTrue();
		}
		elsewhere.logout();
	}

	@Test
	void whenSomebodyElseLogsInInTheSameSessionThenItsPeersAreDisconnected() {
		Browser browser = new Browser(server);
		browser.login("alice");
		try (TestClient alice = connect(server, browser.cookie())) {
			browser.login("alice");
			try (TestClient again = connect(server, browser.cookie())) {
				assertThat(alice.heard("disconnect")).isEmpty();
				browser.login("bob");
				alice.awaitEvent("disconnect");
				again.awaitEvent("disconnect");
			}
		}
		browser.logout();
	}

	@Test
	void whenSessionIsInvalidatedOrTimesOutThenItsPeersAreDisconnected() {
		Browser browser = new Browser(server);
		browser.login("alice");
		try (TestClient alice = connect(server, browser.cookie())) {
			browser.get("/short");
			await().pollDelay(Duration.ofMillis(1100)).until(() -> true);
			try (TestClient late = open(server, browser.cookie())) {
				assertThat(code(late)).isEqualTo("unauthorized");
			}
			// the container notices at the next visit, else within a minute
			browser.get("/name");
			alice.awaitEvent("disconnect");
		}
	}

	@Test
	void whenUserIsTheSameAfterAReconnectThenThePeerGoesOnAndAnotherUserCannot() {
		Browser alice = new Browser(server);
		alice.login("alice");
		Browser bob = new Browser(server);
		bob.login("bob");
		try (TestClient first = connect(server, alice.cookie());
				TestClient stolen = connect(server, bob.cookie());
				TestClient second = connect(server, alice.cookie())) {
			String token = first.ask("p2p:session", Map.of()).getString("token");
			Map<String, Object> resume = Map.of("session", token, "received", 0);
			assertThat(stolen.ask("p2p:session", resume).getBoolean("resumed")).isFalse();
			assertThat(second.ask("p2p:session", resume).getBoolean("resumed")).isTrue();
		}
		alice.logout();
		bob.logout();
	}

	@Test
	void whenTokenIsBadThenAGoodSessionBesideItDoesNotHelp() {
		Browser browser = new Browser(server);
		browser.login("alice");
		IO.Options options = TestClient.showing("nonsense");
		options.extraHeaders = Map.of("Cookie", List.of(browser.cookie()));
		try (TestClient eve = TestClient.open(server, "/", options)) {
			assertThat(code(eve)).isEqualTo("unauthorized");
		}
		browser.logout();
	}

	@Test
	void whenPageOfAnotherSiteBringsTheCookieThenItIsRefused() {
		Browser browser = new Browser(server);
		browser.login("alice");
		try (RawConnection page = RawConnection.open(server.port())) {
			page.head("GET /socket.io/?EIO=4&transport=polling HTTP/1.1", "Host: chat.example",
					"Origin: https://evil.example", "Cookie: " + browser.cookie());
			assertThat(page.response().status()).isEqualTo(403);
		}
		browser.logout();
	}

	@Test
	void whenPagesOfAnySiteMayConnectThenCookiesAreWorthNothing() {
		try (TestServer open = TestServer.startWeb(WebServer.class, "p2p.cluster.enabled=false",
				"p2p.server.allowed-origins=*")) {
			Browser browser = new Browser(open);
			browser.login("alice");
			try (TestClient alice = open(open, browser.cookie())) {
				assertThat(code(alice)).isEqualTo("unauthorized");
			}
		}
	}

	@Test
	void whenCookieHasAnotherNameThenItIsFound() {
		try (TestServer named = TestServer.startWeb(WebServer.class, "p2p.cluster.enabled=false",
				"server.servlet.session.cookie.name=sid")) {
			Browser browser = new Browser(named);
			browser.login("alice");
			assertThat(browser.cookie()).startsWith("sid=");
			try (TestClient alice = connect(named, browser.cookie())) {
				assertThat(alice.socket().connected()).isTrue();
			}
		}
	}

	@Test
	void whenSessionsHaveEndedThenNothingIsKeptOfThem() {
		Browser browser = new Browser(server);
		browser.login("alice");
		Map<?, ?> sessions = (Map<?, ?>) ReflectionTestUtils.getField(server.bean(ServletSessions.class), "sessions");
		int before = sessions.size();
		browser.logout();
		await().until(() -> sessions.size() == before - 1);
	}

	private static TestClient connect(TestServer server, String cookie) {
		return TestClient.connect(server, "/", showing(cookie));
	}

	private static TestClient open(TestServer server, String cookie) {
		return TestClient.open(server, "/", showing(cookie));
	}

	private static IO.Options showing(String cookie) {
		IO.Options options = new IO.Options();
		options.transports = new String[] { "websocket" };
		options.auth = Map.of("p2p", "1");
		options.extraHeaders = Map.of("Cookie", List.of(cookie));
		return options;
	}

	private static String code(TestClient client) {
		return client.awaitRefusal().getJSONObject("data").getString("code");
	}

	private static Peer peer() {
		return server.bean(PeerNamespaceHandler.class).peers().iterator().next();
	}

	@EnableAutoConfiguration
	@RestController
	static class WebServer {

		@Bean
		SecurityFilterChain chain(HttpSecurity http) {
			return http.csrf((csrf) -> csrf.disable())
				.formLogin(Customizer.withDefaults())
				.authorizeHttpRequests(
						(requests) -> requests.requestMatchers("/visit").permitAll().anyRequest().authenticated())
				.build();
		}

		@Bean
		UserDetailsService users() {
			return new InMemoryUserDetailsManager(
					User.withUsername("alice").password("{noop}secret").roles("USER").build(),
					User.withUsername("bob").password("{noop}secret").roles("USER").build());
		}

		@GetMapping("/visit")
		String visit(HttpSession session) {
			return "Hello";
		}

		@GetMapping("/name")
		String name(Authentication authentication) {
			return authentication.getName();
		}

		@GetMapping("/short")
		String shorten(HttpSession session) {
			session.setMaxInactiveInterval(1);
			return "";
		}

	}

}

package io.p2p.security;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;

import io.socket.client.IO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

import io.p2p.socketio.peer.PeerNamespaceHandler;
import io.p2p.support.TestClient;
import io.p2p.support.TestServer;
import io.p2p.support.WebContainer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Spring Security's filter chain in front of a server that shares the web server's port.
 */
class SharedPortLoginTests {

	private static final String ALICE = "Basic "
			+ Base64.getEncoder().encodeToString("alice:secret".getBytes(StandardCharsets.UTF_8));

	private static TestServer server;

	@BeforeAll
	static void start() {
		server = TestServer.startOn(WebContainer.TOMCAT, WebServer.class, "p2p.cluster.enabled=false");
	}

	@AfterAll
	static void stop() {
		server.close();
	}

	@ParameterizedTest
	@ValueSource(strings = { "polling", "websocket" })
	void whenTheChainKnowsTheUserThenThePeerIsThatUserAndCsrfIsNotInTheWay(String transport) {
		IO.Options options = options(transport);
		options.extraHeaders = Map.of("Authorization", List.of(ALICE));
		try (TestClient alice = TestClient.connect(server, "/", options)) {
			assertThat(alice.askAll("chat")).isEmpty();
			assertThat(server.bean(PeerNamespaceHandler.class).peers())
				.anySatisfy((peer) -> assertThat(peer.principal()).isNotNull().extracting("name").isEqualTo("alice"));
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "polling", "websocket" })
	void whenTheChainRefusesTheHandshakeThenTheClientDoesNotConnect(String transport) {
		try (TestClient stranger = TestClient.open(server, "/", options(transport))) {
			assertThat(stranger.awaitEvent("connect_error")).isNotEmpty();
			assertThat(stranger.socket().connected()).isFalse();
		}
	}

	@Test
	void whenARequestIsForAnotherPathThenItIsProtectedAsBefore() throws Exception {
		HttpRequest request = HttpRequest.newBuilder(URI.create(server.webUrl() + "/deed"))
			.header("Authorization", ALICE)
			.POST(HttpRequest.BodyPublishers.noBody())
			.build();
		HttpResponse<String> response = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
		// 401 where the page that would say so is protected as well
		assertThat(response.statusCode()).isIn(401, 403);
		assertThat(response.body()).doesNotContain("done");
	}

	private static IO.Options options(String transport) {
		IO.Options options = new IO.Options();
		options.transports = new String[] { transport };
		options.reconnection = false;
		return options;
	}

	@EnableAutoConfiguration
	@RestController
	static class WebServer {

		@Bean
		SecurityFilterChain chain(HttpSecurity http) {
			return http.httpBasic(Customizer.withDefaults())
				.authorizeHttpRequests((requests) -> requests.anyRequest().authenticated())
				.build();
		}

		@Bean
		UserDetailsService users() {
			return new InMemoryUserDetailsManager(
					User.withUsername("alice").password("{noop}secret").roles("USER").build());
		}

		@PostMapping("/deed")
		String act() {
			return "done";
		}

	}

}

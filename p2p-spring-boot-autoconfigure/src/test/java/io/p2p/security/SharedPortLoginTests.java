package io.p2p.security;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.socket.client.IO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.core.userdetails.MapReactiveUserDetailsService;
import org.springframework.security.core.userdetails.ReactiveUserDetailsService;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetails;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.server.SecurityWebFilterChain;
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
@ParameterizedClass
@EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
class SharedPortLoginTests {

	private static final String ALICE = "Basic "
			+ Base64.getEncoder().encodeToString("alice:secret".getBytes(StandardCharsets.UTF_8));

	private static final HttpClient HTTP = HttpClient.newHttpClient();

	private static final UserDetails USER = User.withUsername("alice").password("{noop}secret").roles("USER").build();

	private static TestServer server;

	@Parameter
	private WebContainer container;

	@BeforeParameterizedClassInvocation
	static void open(WebContainer container) {
		server = start(container);
	}

	@AfterParameterizedClassInvocation
	static void close() {
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
		HttpResponse<String> response = HTTP.send(request, HttpResponse.BodyHandlers.ofString());
		// 401 where the page that would say so is protected as well
		assertThat(response.statusCode()).isIn(401, 403);
		assertThat(response.body()).doesNotContain("done");
	}

	@Test
	void whenTheChainLeavesThePathOpenThenPeersMustStillBeKnown() {
		try (TestServer open = start(this.container, "test.open=/socket.io/**");
				TestClient stranger = TestClient.open(open, "/", options("websocket"))) {
			assertThat(stranger.awaitRefusal().toString()).contains("unauthorized");
		}
	}

	private static TestServer start(WebContainer container, String... properties) {
		return TestServer.startOn(container,
				Stream.concat(Stream.of((container == WebContainer.NETTY) ? ReactiveServer.class : ServletServer.class,
						"p2p.cluster.enabled=false"), Stream.of(properties))
					.toArray());
	}

	private static IO.Options options(String transport) {
		IO.Options options = new IO.Options();
		options.transports = new String[] { transport };
		options.reconnection = false;
		return options;
	}

	@EnableAutoConfiguration
	@RestController
	static class ServletServer {

		@Bean
		SecurityFilterChain chain(HttpSecurity http, Environment environment) {
			return http.httpBasic(Customizer.withDefaults())
				.authorizeHttpRequests(
						(requests) -> requests.requestMatchers(environment.getProperty("test.open", "/nothing"))
							.permitAll()
							.anyRequest()
							.authenticated())
				.build();
		}

		@Bean
		UserDetailsService users() {
			return new InMemoryUserDetailsManager(USER);
		}

		@PostMapping("/deed")
		String act() {
			return "done";
		}

	}

	@EnableAutoConfiguration
	@RestController
	static class ReactiveServer {

		@Bean
		SecurityWebFilterChain chain(ServerHttpSecurity http, Environment environment) {
			return http.httpBasic(Customizer.withDefaults())
				.authorizeExchange((requests) -> requests.pathMatchers(environment.getProperty("test.open", "/nothing"))
					.permitAll()
					.anyExchange()
					.authenticated())
				.build();
		}

		@Bean
		ReactiveUserDetailsService users() {
			return new MapReactiveUserDetailsService(USER);
		}

		@PostMapping("/deed")
		String act() {
			return "done";
		}

	}

}

package io.p2p.autoconfigure.security;

import java.time.Instant;
import java.util.List;
import java.util.Map;

import com.corundumstudio.socketio.SocketIOServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.core.convert.converter.Converter;
import org.springframework.security.authentication.AbstractAuthenticationToken;
import org.springframework.security.authentication.TestingAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.core.DefaultOAuth2AuthenticatedPrincipal;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.server.resource.introspection.BadOpaqueTokenException;
import org.springframework.security.oauth2.server.resource.introspection.OpaqueTokenIntrospector;

import io.p2p.autoconfigure.P2pAutoConfiguration;
import io.p2p.peer.PeerAuthenticator;
import io.p2p.peer.PeerIdentity;
import io.p2p.peer.PeerProfile;
import io.p2p.security.BearerTokens;
import io.p2p.security.ServletSessions;
import io.p2p.security.SpringSecurityPeerAuthenticator;
import io.p2p.security.WebSessions;
import io.p2p.socketio.auth.PeerAuthentication;
import io.p2p.socketio.peer.PeerNamespaceHandler;
import io.p2p.support.TestClient;
import io.p2p.support.TestServer;
import io.p2p.support.WebContainer;

import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(OutputCaptureExtension.class)
class P2pSecurityAutoConfigurationTests {

	private static final AutoConfigurations CONFIGURATIONS = AutoConfigurations.of(JacksonAutoConfiguration.class,
			P2pAutoConfiguration.class, P2pSecurityAutoConfiguration.class);

	private static final String[] PROPERTIES = { "p2p.server.port=0", "p2p.server.address=127.0.0.1" };

	private final ApplicationContextRunner runner = new ApplicationContextRunner().withConfiguration(CONFIGURATIONS)
		.withPropertyValues(PROPERTIES);

	private final WebApplicationContextRunner web = new WebApplicationContextRunner().withConfiguration(CONFIGURATIONS)
		.withPropertyValues(PROPERTIES);

	@Test
	void whenSpringSecurityIsMissingThenEverybodyMayConnect() {
		this.runner.withClassLoader(new FilteredClassLoader("org.springframework.security"))
			.run((context) -> assertThat(context).hasNotFailed()
				.hasSingleBean(PeerNamespaceHandler.class)
				.doesNotHaveBean(PeerAuthentication.class));
	}

	@Test
	void whenApplicationSaysWhatTheOthersAreToldOfPeersThenItIsAsked() {
		PeerProfile own = (peer) -> "somebody";
		this.runner.run((context) -> assertThat(context).getBean(PeerProfile.class).isSameAs(PeerProfile.NAME));
		this.runner.withBean(PeerProfile.class, () -> own)
			.run((context) -> assertThat(context).getBean(PeerProfile.class).isSameAs(own));
		this.runner.withClassLoader(new FilteredClassLoader("org.springframework.security"))
			.withBean(PeerProfile.class, () -> own)
			.run((context) -> assertThat(context).hasSingleBean(PeerAuthentication.class));
	}

	@Test
	void whenThereIsSpringSecurityButNoWayToKnowAPeerThenThatIsSaid(CapturedOutput output) {
		this.runner.run((context) -> assertThat(context).hasSingleBean(SpringSecurityPeerAuthenticator.class)
			.hasSingleBean(PeerAuthentication.class)
			.doesNotHaveBean(BearerTokens.class)
			.doesNotHaveBean(WebSessions.class));
		assertThat(output).contains("No peer can connect").contains("p2p.security.required");
	}

	@Test
	void whenAnonymousPeersAreAllowedThenNothingIsSaid(CapturedOutput output) {
		this.runner.withPropertyValues("p2p.security.required=false")
			.run((context) -> assertThat(context).hasNotFailed());
		assertThat(output).doesNotContain("No peer can connect");
	}

	@Test
	void whenTheFiltersOfAWebServerWithoutSessionsKnowPeersThenNothingIsSaid(CapturedOutput output) {
		TestServer.startOn(WebContainer.NETTY, Imported.class).close();
		assertThat(output).doesNotContain("No peer can connect");
	}

	@Test
	void whenApplicationHasItsOwnAuthenticatorThenItIsUsed() {
		PeerAuthenticator own = (handshake) -> PeerIdentity.anonymous();
		this.runner.withBean(PeerAuthenticator.class, () -> own)
			.run((context) -> assertThat(context).getBean(PeerAuthenticator.class).isSameAs(own));
	}

	@Test
	void whenThereIsAJwtDecoderThenItsTokensAreTaken() {
		this.runner.withUserConfiguration(Jwts.class)
			.run((context) -> assertThat(context).hasSingleBean(BearerTokens.class));
		this.runner.withUserConfiguration(Jwts.class)
			.withClassLoader(new FilteredClassLoader("org.springframework.security.oauth2.server"))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(BearerTokens.class));
	}

	@Test
	void whenApplicationHasItsOwnTokensOrSessionsThenTheyAreUsed() {
		BearerTokens tokens = (token) -> PeerIdentity.anonymous();
		WebSessions sessions = (handshake) -> null;
		this.web.withUserConfiguration(Jwts.class)
			.withBean(BearerTokens.class, () -> tokens)
			.withBean(WebSessions.class, () -> sessions)
			.run((context) -> {
				assertThat(context).getBean(BearerTokens.class).isSameAs(tokens);
				assertThat(context).getBean(WebSessions.class).isSameAs(sessions);
			});
	}

	@Test
	void whenApplicationIsAServletOneThenItsSessionsAreLookedAt() {
		this.web.run((context) -> assertThat(context).hasSingleBean(ServletSessions.class));
		this.web.withClassLoader(new FilteredClassLoader("jakarta.servlet.http"))
			.run((context) -> assertThat(context).doesNotHaveBean(ServletSessions.class));
	}

	@Test
	void whenServerIsDisabledThenNothingIsThere() {
		this.runner.withPropertyValues("p2p.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(PeerAuthenticator.class)
				.doesNotHaveBean(SocketIOServer.class));
	}

	@Test
	void whenAnonymousPeersAreAllowedThenABadTokenIsStillRefused() {
		try (TestServer server = TestServer.start(Jwts.class, Imported.class, "p2p.security.required=false");
				TestClient nobody = TestClient.webSocket(server);
				TestClient eve = TestClient.open(server, "/", TestClient.showing("bad"));
				TestClient alice = TestClient.connect(server, "/", TestClient.showing("alice"))) {
			assertThat(eve.awaitRefusal().getJSONObject("data").getString("code")).isEqualTo("unauthorized");
			assertThat(nobody.socket().connected()).isTrue();
			assertThat(alice.socket().connected()).isTrue();
			assertThat(server.bean(PeerNamespaceHandler.class).peers()).hasSize(2);
		}
	}

	@Test
	void whenApplicationHasAConverterThenItMakesTheAuthentication() {
		try (TestServer server = TestServer.start(Jwts.class, Converted.class, Imported.class);
				TestClient alice = TestClient.connect(server, "/", TestClient.showing("alice"))) {
			assertThat(server.bean(PeerNamespaceHandler.class).peers()).singleElement()
				.satisfies((peer) -> assertThat(peer.principal()).isInstanceOf(TestingAuthenticationToken.class)
					.extracting("name")
					.isEqualTo("the great alice"));
			assertThat(alice.heard("peer-error")).isEmpty();
		}
	}

	@Test
	void whenTokensAreOpaqueThenTheIntrospectorIsAsked() {
		try (TestServer server = TestServer.start(Opaque.class, Imported.class);
				TestClient alice = TestClient.connect(server, "/", TestClient.showing("alice"));
				TestClient mortal = TestClient.connect(server, "/", TestClient.showing("mortal"));
				TestClient eve = TestClient.open(server, "/", TestClient.showing("bad"))) {
			assertThat(eve.awaitRefusal().getJSONObject("data").getString("code")).isEqualTo("unauthorized");
			assertThat(mortal.awaitEvent("disconnect")).containsExactly("io server disconnect");
			assertThat(server.bean(PeerNamespaceHandler.class).peers()).singleElement()
				.satisfies((peer) -> assertThat(peer.principal()).isInstanceOf(Authentication.class)
					.extracting("name")
					.isEqualTo("alice"));
			assertThat(alice.socket().connected()).isTrue();
		}
	}

	@ImportAutoConfiguration(P2pSecurityAutoConfiguration.class)
	static class Imported {

	}

	static class Jwts {

		@Bean
		JwtDecoder decoder() {
			return (token) -> {
				if (token.equals("bad")) {
					throw new BadJwtException("bad");
				}
				return Jwt.withTokenValue(token).header("alg", "none").subject(token).build();
			};
		}

	}

	static class Converted {

		@Bean
		Converter<Jwt, AbstractAuthenticationToken> converter() {
			return (jwt) -> new TestingAuthenticationToken("the great " + jwt.getSubject(), "", List.of());
		}

	}

	static class Opaque {

		@Bean
		OpaqueTokenIntrospector introspector() {
			return (token) -> {
				if (token.equals("bad")) {
					throw new BadOpaqueTokenException("bad");
				}
				Instant end = Instant.now().plusMillis(token.equals("mortal") ? 1000 : 60_000);
				return new DefaultOAuth2AuthenticatedPrincipal(token, Map.of("exp", end, "sub", token), List.of());
			};
		}

	}

}

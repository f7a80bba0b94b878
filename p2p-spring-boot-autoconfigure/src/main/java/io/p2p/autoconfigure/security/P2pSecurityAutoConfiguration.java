package io.p2p.autoconfigure.security;

import jakarta.servlet.http.HttpSession;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.convert.converter.Converter;
import org.springframework.security.authentication.AbstractAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.server.resource.authentication.BearerTokenAuthentication;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationConverter;
import org.springframework.security.oauth2.server.resource.introspection.OpaqueTokenAuthenticationConverter;
import org.springframework.security.oauth2.server.resource.introspection.OpaqueTokenIntrospector;

import io.p2p.autoconfigure.P2pAutoConfiguration;
import io.p2p.autoconfigure.P2pProperties;
import io.p2p.peer.PeerAuthenticator;
import io.p2p.security.BearerTokens;
import io.p2p.security.JwtBearerTokens;
import io.p2p.security.OpaqueBearerTokens;
import io.p2p.security.ServletSessions;
import io.p2p.security.SpringSecurityPeerAuthenticator;
import io.p2p.security.WebSessions;
import io.p2p.web.WebConnector;

/**
 * Auto-configuration of the authentication of peers by Spring Security.
 *
 * @since 0.1.0
 */
@AutoConfiguration(before = P2pAutoConfiguration.class,
		afterName = "org.springframework.boot.security.oauth2.server.resource.autoconfigure.OAuth2ResourceServerAutoConfiguration")
@ConditionalOnClass(Authentication.class)
@ConditionalOnMissingBean(PeerAuthenticator.class)
@ConditionalOnBooleanProperty(name = "p2p.enabled", matchIfMissing = true)
@EnableConfigurationProperties(P2pProperties.class)
public final class P2pSecurityAutoConfiguration {

	@Bean
	PeerAuthenticator springSecurityPeerAuthenticator(P2pProperties properties, ObjectProvider<BearerTokens> tokens,
			ObjectProvider<WebSessions> sessions, ObjectProvider<WebConnector> webServer) {
		// Not if any origin may connect: browsers send cookies with the requests of any
		// page.
		boolean trusted = !properties.server().allowedOrigins().contains("*");
		return new SpringSecurityPeerAuthenticator(tokens.getIfAvailable(), trusted ? sessions.getIfAvailable() : null,
				trusted && webServer.getIfAvailable() != null, properties.security().required());
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ JwtDecoder.class, JwtAuthenticationConverter.class })
	@ConditionalOnBean(JwtDecoder.class)
	@ConditionalOnMissingBean(BearerTokens.class)
	static class JwtConfiguration {

		@Bean
		JwtBearerTokens p2pJwtBearerTokens(JwtDecoder decoder,
				ObjectProvider<Converter<Jwt, ? extends AbstractAuthenticationToken>> converter) {
			return new JwtBearerTokens(decoder, converter.getIfAvailable(JwtAuthenticationConverter::new));
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ OpaqueTokenIntrospector.class, BearerTokenAuthentication.class })
	@ConditionalOnBean(OpaqueTokenIntrospector.class)
	@ConditionalOnMissingBean({ BearerTokens.class, JwtDecoder.class })
	static class OpaqueTokenConfiguration {

		@Bean
		OpaqueBearerTokens p2pOpaqueBearerTokens(OpaqueTokenIntrospector introspector,
				ObjectProvider<OpaqueTokenAuthenticationConverter> converter) {
			return new OpaqueBearerTokens(introspector,
					converter.getIfAvailable(() -> OpaqueBearerTokens::authentication));
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
	@ConditionalOnClass(HttpSession.class)
	@ConditionalOnMissingBean(WebSessions.class)
	static class ServletConfiguration {

		@Bean
		ServletSessions p2pServletSessions() {
			return new ServletSessions();
		}

	}

}

package io.p2p.autoconfigure.web;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.CsrfConfigurer;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.web.server.csrf.CsrfWebFilter;
import org.springframework.security.web.server.util.matcher.AndServerWebExchangeMatcher;
import org.springframework.security.web.server.util.matcher.NegatedServerWebExchangeMatcher;
import org.springframework.security.web.server.util.matcher.PathPatternParserServerWebExchangeMatcher;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;

import io.p2p.autoconfigure.P2pProperties;
import io.p2p.web.WebConnector;

/**
 * Auto-configuration that has Spring Security's protection against requests of other
 * sites leave the server's path out: Engine.IO's requests cannot have its token, and the
 * server checks their origin itself. Who may connect is up to the application's filter
 * chain.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = { P2pServletWebServerAutoConfiguration.class, P2pReactiveWebServerAutoConfiguration.class })
@ConditionalOnClass(Customizer.class)
@ConditionalOnBean(WebConnector.class)
public final class P2pWebSecurityAutoConfiguration {

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(HttpSecurity.class)
	@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
	static class ServletConfiguration {

		@Bean
		Customizer<CsrfConfigurer<HttpSecurity>> p2pCsrfCustomizer(P2pProperties properties) {
			String pattern = SharedPort.path(properties.server()) + "/**";
			return (csrf) -> csrf.ignoringRequestMatchers(PathPatternRequestMatcher.withDefaults().matcher(pattern));
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(ServerHttpSecurity.class)
	@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
	static class ReactiveConfiguration {

		@Bean
		Customizer<ServerHttpSecurity.CsrfSpec> p2pCsrfCustomizer(P2pProperties properties) {
			String pattern = SharedPort.path(properties.server()) + "/**";
			return (csrf) -> csrf
				.requireCsrfProtectionMatcher(new AndServerWebExchangeMatcher(CsrfWebFilter.DEFAULT_CSRF_MATCHER,
						new NegatedServerWebExchangeMatcher(new PathPatternParserServerWebExchangeMatcher(pattern))));
		}

	}

}

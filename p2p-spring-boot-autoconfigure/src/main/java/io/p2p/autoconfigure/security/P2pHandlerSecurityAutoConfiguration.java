package io.p2p.autoconfigure.security;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.core.context.SecurityContextHolderStrategy;

import io.p2p.autoconfigure.P2pAutoConfiguration;
import io.p2p.handler.PeerMessageDispatcher;
import io.p2p.security.SecurityContextHandlerInterceptor;

/**
 * Auto-configuration of the security context in handler methods.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = P2pAutoConfiguration.class)
@ConditionalOnClass(SecurityContextHolder.class)
@ConditionalOnBean(PeerMessageDispatcher.class)
public final class P2pHandlerSecurityAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	SecurityContextHandlerInterceptor securityContextHandlerInterceptor(
			ObjectProvider<SecurityContextHolderStrategy> strategy) {
		return new SecurityContextHandlerInterceptor(
				strategy.getIfAvailable(SecurityContextHolder::getContextHolderStrategy));
	}

}

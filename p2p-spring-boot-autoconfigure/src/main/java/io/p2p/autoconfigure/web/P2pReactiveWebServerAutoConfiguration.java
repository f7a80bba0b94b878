package io.p2p.autoconfigure.web;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import com.corundumstudio.socketio.SocketIOServer;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Primary;
import org.springframework.core.Ordered;
import org.springframework.web.reactive.DispatcherHandler;
import org.springframework.web.reactive.handler.SimpleUrlHandlerMapping;
import org.springframework.web.reactive.result.method.annotation.RequestMappingHandlerMapping;
import org.springframework.web.util.pattern.PathPattern;
import reactor.netty.http.server.HttpServer;

import io.p2p.autoconfigure.P2pAutoConfiguration;
import io.p2p.autoconfigure.P2pProperties;
import io.p2p.socketio.netty.ServerConnector;
import io.p2p.web.WebConnector;
import io.p2p.web.reactive.EngineWebHandler;

/**
 * Auto-configuration of the server on the port of reactor-netty.
 *
 * @since 0.1.0
 */
@AutoConfiguration(before = P2pAutoConfiguration.class)
@ConditionalOnClass({ SocketIOServer.class, DispatcherHandler.class, HttpServer.class })
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
@ConditionalOnBooleanProperty(name = "p2p.enabled", matchIfMissing = true)
@Conditional(OnSharedPort.class)
@EnableConfigurationProperties(P2pProperties.class)
public final class P2pReactiveWebServerAutoConfiguration {

	private static final String SERVER = "org.springframework.boot.reactor.netty.NettyWebServer";

	@Bean
	WebConnector p2pWebConnector(ApplicationContext context, P2pProperties properties) {
		return SharedPort.web(context, properties.server());
	}

	@Bean
	SimpleUrlHandlerMapping p2pHandlerMapping(WebConnector connector, P2pProperties properties) {
		properties.server().checkSharedPort();
		EngineWebHandler handler = new EngineWebHandler(connector);
		return new SimpleUrlHandlerMapping(Map.of(SharedPort.path(properties.server()) + "/**", handler),
				Ordered.HIGHEST_PRECEDENCE);
	}

	@Bean
	SmartInitializingSingleton p2pMappedPaths(ObjectProvider<RequestMappingHandlerMapping> mappings,
			P2pProperties properties) {
		return () -> mappings.forEach((mapping) -> {
			Map<String, Set<String>> patterns = new LinkedHashMap<>();
			mapping.getHandlerMethods()
				.forEach((info, method) -> patterns.put(method.toString(),
						info.getPatternsCondition()
							.getPatterns()
							.stream()
							.map(PathPattern::getPatternString)
							.collect(Collectors.toSet())));
			MappedPaths.check(SharedPort.path(properties.server()), patterns);
		});
	}

	// The web server's connector alone is one as well
	@Bean
	@Primary
	ServerConnector p2pServerConnector(ApplicationContext context, WebConnector connector, SocketIOServer server,
			P2pProperties properties) {
		return SharedPort.connector(connector, server, context, properties.server(), SERVER);
	}

}

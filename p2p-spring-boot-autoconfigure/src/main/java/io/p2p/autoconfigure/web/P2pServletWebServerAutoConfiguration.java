package io.p2p.autoconfigure.web;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

import com.corundumstudio.socketio.SocketIOServer;
import jakarta.servlet.Servlet;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.jetty.servlet.JettyServletWebServerFactory;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

import io.p2p.autoconfigure.P2pAutoConfiguration;
import io.p2p.autoconfigure.P2pProperties;
import io.p2p.socketio.netty.ServerConnector;
import io.p2p.web.WebConnector;
import io.p2p.web.jetty.JettyTakeover;
import io.p2p.web.servlet.ConnectionTakeover;
import io.p2p.web.servlet.EngineServlet;
import io.p2p.web.tomcat.TomcatTakeover;

/**
 * Auto-configuration of the server on the port of Tomcat or Jetty.
 *
 * @since 0.1.0
 */
@AutoConfiguration(before = P2pAutoConfiguration.class,
		afterName = { "org.springframework.boot.tomcat.autoconfigure.servlet.TomcatServletWebServerAutoConfiguration",
				"org.springframework.boot.jetty.autoconfigure.servlet.JettyServletWebServerAutoConfiguration" })
@ConditionalOnClass({ SocketIOServer.class, Servlet.class, ServletRegistrationBean.class })
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnBooleanProperty(name = "p2p.enabled", matchIfMissing = true)
@Conditional(OnSharedPort.class)
@EnableConfigurationProperties(P2pProperties.class)
public final class P2pServletWebServerAutoConfiguration {

	@Bean
	@ConditionalOnBean(ConnectionTakeover.class)
	WebConnector p2pWebConnector(ApplicationContext context, P2pProperties properties) {
		return SharedPort.web(context, properties.server());
	}

	@Bean
	@ConditionalOnBean(ConnectionTakeover.class)
	ServletRegistrationBean<EngineServlet> p2pEngineServlet(WebConnector connector, ConnectionTakeover takeover,
			P2pProperties properties) {
		properties.server().checkSharedPort();
		String path = SharedPort.path(properties.server());
		ServletRegistrationBean<EngineServlet> registration = new ServletRegistrationBean<>(
				new EngineServlet(connector, takeover, path + "/**"), path + "/*");
		registration.setName("p2pEngine");
		registration.setAsyncSupported(true);
		return registration;
	}

	// The web server's connector alone is one as well
	@Bean
	@Primary
	@ConditionalOnBean(ConnectionTakeover.class)
	ServerConnector p2pServerConnector(ApplicationContext context, WebConnector connector, SocketIOServer server,
			P2pProperties properties) {
		return SharedPort.connector(connector, server, context, properties.server(),
				"org.springframework.boot.web.server.WebServer");
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(RequestMappingHandlerMapping.class)
	static class WebMvcConfiguration {

		@Bean
		SmartInitializingSingleton p2pMappedPaths(ObjectProvider<RequestMappingHandlerMapping> mappings,
				P2pProperties properties) {
			return () -> mappings.forEach((mapping) -> {
				Map<String, Set<String>> patterns = new LinkedHashMap<>();
				mapping.getHandlerMethods()
					.forEach((info, method) -> patterns.put(method.toString(), info.getPatternValues()));
				MappedPaths.check(SharedPort.path(properties.server()), patterns);
			});
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(TomcatServletWebServerFactory.class)
	@ConditionalOnBean(TomcatServletWebServerFactory.class)
	static class TomcatConfiguration {

		@Bean
		ConnectionTakeover p2pConnectionTakeover() {
			return new TomcatTakeover();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ JettyServletWebServerFactory.class, org.eclipse.jetty.server.Server.class })
	@ConditionalOnBean(JettyServletWebServerFactory.class)
	static class JettyConfiguration {

		@Bean
		ConnectionTakeover p2pConnectionTakeover() {
			return new JettyTakeover();
		}

	}

}

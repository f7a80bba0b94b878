package io.p2p.support;

import java.time.Duration;
import java.util.Locale;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.context.LifecycleAutoConfiguration;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.jetty.autoconfigure.servlet.JettyServletWebServerAutoConfiguration;
import org.springframework.boot.reactor.netty.autoconfigure.NettyReactiveWebServerAutoConfiguration;
import org.springframework.boot.tomcat.autoconfigure.servlet.TomcatServletWebServerAutoConfiguration;
import org.springframework.boot.webflux.autoconfigure.HttpHandlerAutoConfiguration;
import org.springframework.boot.webflux.autoconfigure.WebFluxAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.DispatcherServletAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.WebMvcAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.http.client.ReactorResourceFactory;

import io.p2p.autoconfigure.P2pAutoConfiguration;
import io.p2p.autoconfigure.health.P2pHealthAutoConfiguration;
import io.p2p.autoconfigure.web.P2pReactiveWebServerAutoConfiguration;
import io.p2p.autoconfigure.web.P2pServletWebServerAutoConfiguration;

/**
 * Where a server under test takes its clients. All tests of the wire run with each: the
 * system property {@code p2p.test.container} names it.
 */
public enum WebContainer {

	/** A port of its own. */
	NONE(WebApplicationType.NONE, Application.class),

	/** The port of Tomcat. */
	TOMCAT(WebApplicationType.SERVLET, TomcatApplication.class),

	/** The port of Jetty. */
	JETTY(WebApplicationType.SERVLET, JettyApplication.class),

	/** The port of reactor-netty. */
	NETTY(WebApplicationType.REACTIVE, NettyApplication.class);

	/** The system property that names the one that tests run with. */
	public static final String PROPERTY = "p2p.test.container";

	private final WebApplicationType type;

	private final Class<?> application;

	WebContainer(WebApplicationType type, Class<?> application) {
		this.type = type;
		this.application = application;
	}

	/**
	 * The one that this run of the tests is for.
	 */
	public static WebContainer current() {
		return valueOf(System.getProperty(PROPERTY, "none").toUpperCase(Locale.ROOT));
	}

	/**
	 * Whether it is a servlet container.
	 */
	public boolean isServlet() {
		return this.type == WebApplicationType.SERVLET;
	}

	public WebApplicationType type() {
		return this.type;
	}

	public Class<?> application() {
		return this.application;
	}

	/**
	 * What is the same with each.
	 */
	@SpringBootConfiguration
	@ImportAutoConfiguration({ JacksonAutoConfiguration.class, LifecycleAutoConfiguration.class,
			SslAutoConfiguration.class, P2pAutoConfiguration.class, P2pHealthAutoConfiguration.class })
	static class Application {

	}

	@SpringBootConfiguration
	@ImportAutoConfiguration({ TomcatServletWebServerAutoConfiguration.class, DispatcherServletAutoConfiguration.class,
			WebMvcAutoConfiguration.class, P2pServletWebServerAutoConfiguration.class })
	static class TomcatApplication extends Application {

	}

	@SpringBootConfiguration
	@ImportAutoConfiguration({ JettyServletWebServerAutoConfiguration.class, DispatcherServletAutoConfiguration.class,
			WebMvcAutoConfiguration.class, P2pServletWebServerAutoConfiguration.class })
	static class JettyApplication extends Application {

	}

	@SpringBootConfiguration
	@ImportAutoConfiguration({ NettyReactiveWebServerAutoConfiguration.class, HttpHandlerAutoConfiguration.class,
			WebFluxAutoConfiguration.class, P2pReactiveWebServerAutoConfiguration.class })
	static class NettyApplication extends Application {

		// else the first application that ends takes the event loops of all others
		@Bean
		ReactorResourceFactory reactorResourceFactory() {
			ReactorResourceFactory factory = new ReactorResourceFactory();
			factory.setUseGlobalResources(false);
			factory.setShutdownQuietPeriod(Duration.ZERO);
			return factory;
		}

	}

}

package io.p2p.support;

import java.util.ArrayList;
import java.util.List;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.context.LifecycleAutoConfiguration;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;

import io.p2p.autoconfigure.P2pAutoConfiguration;
import io.p2p.autoconfigure.health.P2pHealthAutoConfiguration;
import io.p2p.socketio.netty.P2pServer;

/**
 * The real server on a free port.
 */
public final class TestServer implements AutoCloseable {

	// null: runs elsewhere
	private final ConfigurableApplicationContext context;

	private final int port;

	private TestServer(ConfigurableApplicationContext context, int port) {
		this.context = context;
		this.port = port;
	}

	/**
	 * Start a server.
	 * @param configuration further configuration classes and {@code name=value}
	 * properties
	 */
	public static TestServer start(Object... configuration) {
		return start(WebApplicationType.NONE, configuration);
	}

	/**
	 * Start a server beside a web server on another free port.
	 * @param configuration further configuration classes and {@code name=value}
	 * properties
	 */
	public static TestServer startWeb(Object... configuration) {
		return start(WebApplicationType.SERVLET, configuration);
	}

	private static TestServer start(WebApplicationType web, Object... configuration) {
		List<Class<?>> classes = new ArrayList<>(List.of(Application.class));
		List<String> properties = new ArrayList<>(List.of("p2p.server.port=0", "p2p.server.address=127.0.0.1",
				// most tests leave clients behind that never poll again, and would be
				// waited for
				"p2p.server.shutdown=immediate", "server.port=0", "server.address=127.0.0.1",
				"spring.main.banner-mode=off", "logging.level.root=warn"));
		for (Object item : configuration) {
			if (item instanceof Class<?> type) {
				classes.add(type);
			}
			else {
				properties.add((String) item);
			}
		}
		ConfigurableApplicationContext context = new SpringApplicationBuilder(classes.toArray(Class<?>[]::new)).web(web)
			.properties(properties.toArray(String[]::new))
			.run();
		return new TestServer(context, -1);
	}

	/**
	 * A server that somebody else runs, on this machine and without TLS.
	 */
	public static TestServer elsewhere(int port) {
		return new TestServer(null, port);
	}

	/**
	 * The server of an application that has been started otherwise.
	 */
	public static TestServer of(ConfigurableApplicationContext context) {
		return new TestServer(context, -1);
	}

	public <T> T bean(Class<T> type) {
		return this.context.getBean(type);
	}

	public <T> T bean(String name, Class<T> type) {
		return this.context.getBean(name, type);
	}

	/**
	 * The address of the web server.
	 */
	public String webUrl() {
		return "http://127.0.0.1:" + this.context.getEnvironment().getRequiredProperty("local.server.port");
	}

	public int port() {
		return (this.context != null) ? bean(P2pServer.class).port() : this.port;
	}

	public String url() {
		boolean tls = this.context != null && this.context.getEnvironment().containsProperty("p2p.server.ssl.bundle");
		return (tls ? "https" : "http") + "://127.0.0.1:" + port();
	}

	/**
	 * Have the context stop, as Spring does with one that a test does not need now.
	 */
	public TestServer stop() {
		this.context.stop();
		return this;
	}

	/**
	 * Have the context start again.
	 */
	public TestServer restart() {
		this.context.start();
		return this;
	}

	@Override
	public void close() {
		if (this.context != null) {
			this.context.close();
		}
	}

	@SpringBootConfiguration
	@ImportAutoConfiguration({ JacksonAutoConfiguration.class, LifecycleAutoConfiguration.class,
			SslAutoConfiguration.class, P2pAutoConfiguration.class, P2pHealthAutoConfiguration.class })
	static class Application {

	}

}

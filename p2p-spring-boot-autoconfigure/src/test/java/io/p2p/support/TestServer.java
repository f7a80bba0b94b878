package io.p2p.support;

import java.util.ArrayList;
import java.util.List;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;

import io.p2p.autoconfigure.P2pAutoConfiguration;
import io.p2p.autoconfigure.health.P2pHealthAutoConfiguration;
import io.p2p.socketio.P2pServer;

/**
 * The real server on a free port.
 */
public final class TestServer implements AutoCloseable {

	private final ConfigurableApplicationContext context;

	private TestServer(ConfigurableApplicationContext context) {
		this.context = context;
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
				"server.port=0", "server.address=127.0.0.1", "spring.main.banner-mode=off", "logging.level.root=warn"));
		for (Object item : configuration) {
			if (item instanceof Class<?> type) {
				classes.add(type);
			}
			else {
				properties.add((String) item);
			}
		}
		return new TestServer(new SpringApplicationBuilder(classes.toArray(Class<?>[]::new)).web(web)
			.properties(properties.toArray(String[]::new))
			.run());
	}

	public <T> T bean(Class<T> type) {
		return this.context.getBean(type);
	}

	/**
	 * The address of the web server.
	 */
	public String webUrl() {
		return "http://127.0.0.1:" + this.context.getEnvironment().getRequiredProperty("local.server.port");
	}

	public int port() {
		return bean(P2pServer.class).port();
	}

	public String url() {
		boolean tls = this.context.getEnvironment().containsProperty("p2p.server.ssl.bundle");
		return (tls ? "https" : "http") + "://127.0.0.1:" + port();
	}

	@Override
	public void close() {
		this.context.close();
	}

	@SpringBootConfiguration
	@ImportAutoConfiguration({ JacksonAutoConfiguration.class, SslAutoConfiguration.class, P2pAutoConfiguration.class,
			P2pHealthAutoConfiguration.class })
	static class Application {

	}

}

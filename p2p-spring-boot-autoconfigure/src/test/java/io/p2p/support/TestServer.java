package io.p2p.support;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.test.util.ReflectionTestUtils;

import io.p2p.engineio.CloseReason;
import io.p2p.engineio.EngineServer;
import io.p2p.socketio.netty.P2pServer;

/**
 * The real server on a free port.
 */
public final class TestServer implements AutoCloseable {

	// null: runs elsewhere
	private final ConfigurableApplicationContext context;

	private final int port;

	private final HttpClients clients;

	private TestServer(ConfigurableApplicationContext context, int port, HttpClients clients) {
		this.context = context;
		this.port = port;
		this.clients = clients;
	}

	/**
	 * Start a server.
	 * @param configuration further configuration classes and {@code name=value}
	 * properties
	 */
	public static TestServer start(Object... configuration) {
		return startOn(WebContainer.current(), configuration);
	}

	/**
	 * Start a server whose clients come to some web server, on a free port.
	 * @param configuration further configuration classes and {@code name=value}
	 * properties
	 */
	public static TestServer startOn(WebContainer container, Object... configuration) {
		Supplier<TestServer> start = () -> start(container.application(), container.type(),
				container == WebContainer.NONE, configuration);
		return (container == WebContainer.JETTY) ? OneWebServer.withJetty(start) : start.get();
	}

	/**
	 * Start a server beside a web server on another free port.
	 * @param configuration further configuration classes and {@code name=value}
	 * properties
	 */
	public static TestServer startWeb(Object... configuration) {
		return start(WebContainer.NONE.application(), WebApplicationType.SERVLET, true, configuration);
	}

	private static TestServer start(Class<?> application, WebApplicationType web, boolean ownPort,
			Object... configuration) {
		List<Class<?>> classes = new ArrayList<>(List.of(application));
		List<String> properties = new ArrayList<>(List.of(
				// most tests leave clients behind that never poll again, and would be
				// waited for
				"p2p.server.shutdown=immediate", "server.tomcat.max-keep-alive-requests=-1", "server.port=0",
				"server.address=127.0.0.1", "spring.main.banner-mode=off", "logging.level.root=warn"));
		if (ownPort) {
			properties.addAll(List.of("p2p.server.port=0", "p2p.server.address=127.0.0.1"));
		}
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
		return new TestServer(context, -1, HttpClients.USUAL);
	}

	/**
	 * A server that somebody else runs, on this machine and without TLS.
	 */
	public static TestServer elsewhere(int port) {
		return new TestServer(null, port, HttpClients.USUAL);
	}

	/**
	 * A server that somebody else runs, on this machine and with TLS.
	 * @param clients what its clients connect with
	 */
	public static TestServer elsewhere(int port, HttpClients clients) {
		return new TestServer(null, port, clients);
	}

	/**
	 * The server of an application that has been started otherwise.
	 */
	public static TestServer of(ConfigurableApplicationContext context) {
		return new TestServer(context, -1, HttpClients.USUAL);
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
		boolean tls = (this.context != null) ? property("p2p.server.ssl.bundle") || property("server.ssl.bundle")
				: !this.clients.equals(HttpClients.USUAL);
		return (tls ? "https" : "http") + "://127.0.0.1:" + port();
	}

	/**
	 * What its clients connect with, unless they bring something else.
	 */
	public HttpClients clients() {
		return this.clients;
	}

	private boolean property(String name) {
		return this.context.getEnvironment().containsProperty(name);
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

	/**
	 * End all sessions: some web servers do not notice at once that a client has gone.
	 */
	public void closeSessions() {
		EngineServer engine = (EngineServer) ReflectionTestUtils.getField(bean(P2pServer.class), "engine");
		if (engine != null) {
			engine.closeAll(CloseReason.TRANSPORT_ERROR);
		}
	}

	@Override
	public void close() {
		if (this.context != null) {
			this.context.close();
		}
	}

}

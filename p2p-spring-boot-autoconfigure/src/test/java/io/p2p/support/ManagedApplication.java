package io.p2p.support;

import java.util.ArrayList;
import java.util.List;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.http.HttpMethod;
import org.springframework.http.ResponseEntity;
import org.springframework.web.client.RestClient;

import io.p2p.autoconfigure.security.P2pSecurityAutoConfiguration;

/**
 * A whole web application with the actuator on a port of its own, as Boot configures it,
 * but for Spring Security, which would ask tests who they are.
 */
public final class ManagedApplication implements AutoCloseable {

	private static final String SECURITY = "org.springframework.boot.security.autoconfigure.";

	private final ConfigurableApplicationContext context;

	private final RestClient client;

	private ManagedApplication(ConfigurableApplicationContext context) {
		this.context = context;
		this.client = RestClient.builder()
			.baseUrl("http://127.0.0.1:" + context.getEnvironment().getProperty("local.management.port") + "/actuator/")
			.defaultStatusHandler((status) -> true, (request, response) -> {
			})
			.build();
	}

	/**
	 * Start an application.
	 * @param configuration further configuration classes and {@code name=value}
	 * properties
	 */
	public static ManagedApplication start(Object... configuration) {
		return start(List.of("p2p.server.port=0", "p2p.server.address=127.0.0.1"), configuration);
	}

	/**
	 * Start an application whose web server has the P2P server's clients as well.
	 * @param configuration further configuration classes and {@code name=value}
	 * properties
	 */
	public static ManagedApplication startOnOnePort(Object... configuration) {
		return start(List.of(), configuration);
	}

	private static ManagedApplication start(List<String> port, Object... configuration) {
		List<Class<?>> classes = new ArrayList<>(List.of(Application.class));
		List<String> properties = new ArrayList<>(List.of("server.port=0", "server.address=127.0.0.1",
				"management.server.port=0", "p2p.security.required=false", "p2p.cluster.enabled=false",
				"management.health.redis.enabled=false", "spring.main.banner-mode=off", "logging.level.root=warn",
				"spring.autoconfigure.exclude=" + SECURITY + "web.servlet.ServletWebSecurityAutoConfiguration,"
						+ SECURITY + "actuate.web.servlet.ManagementWebSecurityAutoConfiguration,"
						+ P2pSecurityAutoConfiguration.class.getName()));
		properties.addAll(port);
		for (Object item : configuration) {
			if (item instanceof Class<?> type) {
				classes.add(type);
			}
			else {
				properties.add((String) item);
			}
		}
		return new ManagedApplication(
				new SpringApplicationBuilder(classes.toArray(Class<?>[]::new)).web(WebApplicationType.SERVLET)
					.properties(properties.toArray(String[]::new))
					.run());
	}

	public <T> T bean(Class<T> type) {
		return this.context.getBean(type);
	}

	/**
	 * The P2P server of the application.
	 */
	public TestServer server() {
		return TestServer.of(this.context);
	}

	/**
	 * Ask the actuator.
	 * @param uri what comes behind {@code /actuator/}
	 */
	public ResponseEntity<String> get(String uri, Object... variables) {
		return this.client.get().uri(uri, variables).retrieve().toEntity(String.class);
	}

	public int status(String uri) {
		return get(uri).getStatusCode().value();
	}

	public ResponseEntity<String> delete(String uri, Object... variables) {
		return this.client.method(HttpMethod.DELETE).uri(uri, variables).retrieve().toEntity(String.class);
	}

	@Override
	public void close() {
		this.context.close();
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

}

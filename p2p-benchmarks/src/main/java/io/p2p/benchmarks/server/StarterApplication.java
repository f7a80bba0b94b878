package io.p2p.benchmarks.server;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/**
 * This project's starter as an application gets it: the dependency and nothing else. One
 * process without Redis, unless {@code p2p.cluster.enabled} is a property of the JVM, and
 * on a port of its own, unless {@code bench.web-server} names a web server.
 *
 * @since 0.1.0
 */
@SpringBootApplication
public class StarterApplication {

	private static final Map<String, String> WEB_SERVERS = Map.of("tomcat",
			"org.springframework.boot.tomcat.autoconfigure.%s.Tomcat%sWebServerAutoConfiguration", "jetty",
			"org.springframework.boot.jetty.autoconfigure.%s.Jetty%sWebServerAutoConfiguration");

	private static final String REDIS = Stream
		.of("DataRedisAutoConfiguration", "DataRedisReactiveAutoConfiguration",
				"DataRedisRepositoriesAutoConfiguration")
		.map((name) -> "org.springframework.boot.data.redis.autoconfigure." + name)
		.collect(Collectors.joining(","));

	/**
	 * Serve until standard input ends.
	 * @param args the port to listen on
	 */
	public static void main(String[] args) {
		// in a room of two, this load is more events a second than the default rate lets
		// through
		List<String> settings = new ArrayList<>(
				List.of("--p2p.limits.events-per-second=0", "--p2p.limits.connections=0"));
		List<String> excluded = new ArrayList<>();
		settings.addAll(listen(System.getProperty("bench.web-server", "none"), args[0], excluded));
		if (!Boolean.getBoolean("p2p.cluster.enabled")) {
			settings.add("--p2p.cluster.enabled=false");
			excluded.add(REDIS);
		}
		settings.add("--spring.autoconfigure.exclude=" + String.join(",", excluded));
		SpringApplication.run(StarterApplication.class, settings.toArray(String[]::new));
		ServerControl.serve();
	}

	private static List<String> listen(String webServer, String port, List<String> excluded) {
		if (webServer.equals("none")) {
			return List.of("--spring.main.web-application-type=none", "--p2p.server.port=" + port,
					"--p2p.server.address=127.0.0.1");
		}
		boolean reactive = webServer.equals("reactor");
		String kind = reactive ? "Reactive" : "Servlet";
		WEB_SERVERS.forEach((name, configuration) -> {
			if (!name.equals(webServer)) {
				excluded.add(configuration.formatted(kind.toLowerCase(Locale.ROOT), kind));
			}
		});
		return List.of("--spring.main.web-application-type=" + kind.toLowerCase(Locale.ROOT), "--server.port=" + port,
				"--server.address=127.0.0.1", "--p2p.server.fallback-port=-1",
				"--server.tomcat.max-connections=100000");
	}

}

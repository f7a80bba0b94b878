package io.p2p.benchmarks.server;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/**
 * This project's starter as an application gets it: the dependency and nothing else. One
 * process without Redis, unless {@code p2p.cluster.enabled} is a property of the JVM.
 *
 * @since 0.1.0
 */
@SpringBootApplication
public class StarterApplication {

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
		List<String> settings = new ArrayList<>(List.of("--p2p.server.port=" + args[0],
				"--p2p.server.address=127.0.0.1", "--p2p.limits.events-per-second=0", "--p2p.limits.connections=0"));
		if (!Boolean.getBoolean("p2p.cluster.enabled")) {
			settings.add("--p2p.cluster.enabled=false");
			settings.add("--spring.autoconfigure.exclude=" + REDIS);
		}
		SpringApplication.run(StarterApplication.class, settings.toArray(String[]::new));
		ServerControl.serve();
	}

}

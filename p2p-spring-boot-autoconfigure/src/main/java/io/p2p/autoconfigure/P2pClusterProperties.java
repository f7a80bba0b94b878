package io.p2p.autoconfigure;

import java.time.Duration;
import java.util.regex.Pattern;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings under {@code p2p.cluster}. Where Redis is, {@code spring.data.redis} says.
 *
 * @param enabled whether this server shares rooms with others by Redis, where the starter
 * for that is there
 * @param name name that keeps applications apart which use one Redis
 * @param required whether the application does not start where Redis cannot be reached;
 * otherwise it starts alone, and joins the others when Redis is there
 * @param lease time after which a server that says nothing is taken for dead
 * @param replicas number of replicas of Redis that must have an event before it counts
 * @since 0.1.0
 */
@ConfigurationProperties("p2p.cluster")
public record P2pClusterProperties(@DefaultValue("true") boolean enabled, @DefaultValue("default") String name,
		@DefaultValue("true") boolean required, @DefaultValue("10s") Duration lease, @DefaultValue("0") int replicas) {

	private static final Pattern NAME = Pattern.compile("[a-z0-9-]{1,32}");

	private static final int MAX_REPLICAS = 100;

	public P2pClusterProperties {
		PropertyChecks.matches(NAME, "p2p.cluster.name", name, "be 1 to 32 lower-case letters, digits and hyphens");
		PropertyChecks.range("p2p.cluster.lease", lease, Duration.ofSeconds(1), Duration.ofMinutes(5));
		PropertyChecks.range("p2p.cluster.replicas", replicas, 0, MAX_REPLICAS);
	}

}

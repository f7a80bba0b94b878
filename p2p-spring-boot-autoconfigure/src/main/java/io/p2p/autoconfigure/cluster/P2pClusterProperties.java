package io.p2p.autoconfigure.cluster;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings under {@code p2p.cluster}. Where Redis is, {@code spring.data.redis} says.
 *
 * @param enabled whether this server shares rooms with others
 * @param name name that keeps applications apart which use one Redis
 * @param lease time after which a server that says nothing is taken for dead
 * @param replicas number of Redis' replicas that must have an event before it counts
 * @param required whether the application does not start where Redis cannot be reached
 * @since 0.1.0
 */
@ConfigurationProperties("p2p.cluster")
public record P2pClusterProperties(@DefaultValue("true") boolean enabled, @DefaultValue("default") String name,
		@DefaultValue("10s") Duration lease, @DefaultValue("0") int replicas, @DefaultValue("true") boolean required) {

}

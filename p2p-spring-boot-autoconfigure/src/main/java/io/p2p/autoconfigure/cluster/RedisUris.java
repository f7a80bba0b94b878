package io.p2p.autoconfigure.cluster;

import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

import io.lettuce.core.RedisURI;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails.Node;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails.Sentinel;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails.Standalone;

/**
 * Where Redis is, for Lettuce, as {@code spring.data.redis} says it.
 */
final class RedisUris {

	private final DataRedisConnectionDetails details;

	private final Duration timeout;

	RedisUris(DataRedisConnectionDetails details, Duration timeout) {
		this.details = details;
		this.timeout = timeout;
	}

	/**
	 * The one server, or Sentinel's.
	 */
	RedisURI single() {
		Sentinel sentinel = this.details.getSentinel();
		if (sentinel == null) {
			Standalone one = this.details.getStandalone();
			if (one == null) {
				throw new IllegalStateException("spring.data.redis names no server of Redis");
			}
			return build(RedisURI.builder().withHost(one.getHost()).withPort(one.getPort()), one.getDatabase());
		}
		RedisURI.Builder uri = RedisURI.builder().withSentinelMasterId(sentinel.getMaster());
		for (Node node : sentinel.getNodes()) {
			RedisURI.Builder one = RedisURI.builder().withHost(node.host()).withPort(node.port());
			uri.withSentinel(authenticated(one, sentinel.getUsername(), sentinel.getPassword()).build());
		}
		return build(uri, sentinel.getDatabase());
	}

	/**
	 * The servers of a Redis Cluster, empty if there is none.
	 */
	List<RedisURI> cluster() {
		DataRedisConnectionDetails.Cluster cluster = this.details.getCluster();
		return (cluster != null) ? cluster.getNodes()
			.stream()
			.map((node) -> build(RedisURI.builder().withHost(node.host()).withPort(node.port()), 0))
			.toList() : List.of();
	}

	/**
	 * The hosts and ports, for people.
	 */
	String describe() {
		List<RedisURI> cluster = cluster();
		if (cluster.isEmpty()) {
			RedisURI single = single();
			cluster = single.getSentinels().isEmpty() ? List.of(single) : single.getSentinels();
		}
		return cluster.stream().map((uri) -> uri.getHost() + ":" + uri.getPort()).collect(Collectors.joining(", "));
	}

	private RedisURI build(RedisURI.Builder uri, int database) {
		return authenticated(uri, this.details.getUsername(), this.details.getPassword()).withDatabase(database)
			.withTimeout(this.timeout)
			.withSsl(this.details.getSslBundle() != null)
			.build();
	}

	private static RedisURI.Builder authenticated(RedisURI.Builder uri, @Nullable String user,
			@Nullable String password) {
		if (password == null) {
			return uri;
		}
		return (user != null) ? uri.withAuthentication(user, password.toCharArray())
				: uri.withPassword(password.toCharArray());
	}

}

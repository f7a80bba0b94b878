package io.p2p.cluster.redis;

import java.time.Duration;
import java.util.regex.Pattern;

import org.springframework.util.Assert;

import io.p2p.cluster.ClusterObserver;

/**
 * How servers share what they share in Redis.
 *
 * @param name keeps applications apart that use one Redis: at most 32 lower-case letters,
 * digits and hyphens
 * @param lease how long a server counts as alive that has said nothing; it renews its
 * lease three times in that time
 * @param retention how long entries are kept, and sessions that nobody keeps
 * @param maxLogBytes how much of a room's log is kept, less if it is not worth a
 * checkpoint yet
 * @param replicas how many replicas must have an entry before it counts, 0 for none
 * @param maxPendingBytes how much may wait for Redis in all
 * @param patience how long Redis may be out of reach when the store is started
 * @param observer measures what that costs
 * @since 0.1.0
 */
public record RedisClusterOptions(String name, Duration lease, Duration retention, long maxLogBytes, int replicas,
		long maxPendingBytes, Duration patience, ClusterObserver observer) {

	private static final Pattern NAME = Pattern.compile("[a-z0-9-]{1,32}");

	public RedisClusterOptions {
		Assert.isTrue(NAME.matcher(name).matches(), "'name' must match " + NAME);
		Assert.isTrue(lease.toMillis() >= 300, "'lease' must be at least 300 ms");
		Assert.isTrue(retention.toMillis() >= 1000, "'retention' must be at least 1 s");
		Assert.isTrue(maxLogBytes > 0, "'maxLogBytes' must be positive");
		Assert.isTrue(replicas >= 0, "'replicas' must not be negative");
		Assert.isTrue(maxPendingBytes > 0, "'maxPendingBytes' must be positive");
		Assert.isTrue(patience.toMillis() > 0, "'patience' must be positive");
	}

	/**
	 * The defaults: leases of 10 s, entries of two minutes and at most 16 MiB a room, no
	 * replicas, 64 MiB that may wait, and 5 s for the start.
	 * @param name keeps applications apart
	 * @return the options
	 */
	public static RedisClusterOptions of(String name) {
		return new RedisClusterOptions(name, Duration.ofSeconds(10), Duration.ofMinutes(2), 16 << 20, 0, 64 << 20,
				Duration.ofSeconds(5), ClusterObserver.NONE);
	}

	/**
	 * The same with another lease.
	 * @param lease how long a server counts as alive that has said nothing
	 * @return the options
	 */
	public RedisClusterOptions withLease(Duration lease) {
		return new RedisClusterOptions(this.name, lease, this.retention, this.maxLogBytes, this.replicas,
				this.maxPendingBytes, this.patience, this.observer);
	}

	/**
	 * The same with another retention.
	 * @param retention how long entries are kept, and sessions that nobody keeps
	 * @return the options
	 */
	public RedisClusterOptions withRetention(Duration retention) {
		return new RedisClusterOptions(this.name, this.lease, retention, this.maxLogBytes, this.replicas,
				this.maxPendingBytes, this.patience, this.observer);
	}

	/**
	 * The same with another limit of a room's log.
	 * @param maxLogBytes how much of a room's log is kept
	 * @return the options
	 */
	public RedisClusterOptions withMaxLogBytes(long maxLogBytes) {
		return new RedisClusterOptions(this.name, this.lease, this.retention, maxLogBytes, this.replicas,
				this.maxPendingBytes, this.patience, this.observer);
	}

	/**
	 * The same with replicas to wait for.
	 * @param replicas how many replicas must have an entry before it counts, 0 for none
	 * @return the options
	 */
	public RedisClusterOptions withReplicas(int replicas) {
		return new RedisClusterOptions(this.name, this.lease, this.retention, this.maxLogBytes, replicas,
				this.maxPendingBytes, this.patience, this.observer);
	}

	/**
	 * The same with another limit of what may wait.
	 * @param maxPendingBytes how much may wait for Redis in all
	 * @return the options
	 */
	public RedisClusterOptions withMaxPendingBytes(long maxPendingBytes) {
		return new RedisClusterOptions(this.name, this.lease, this.retention, this.maxLogBytes, this.replicas,
				maxPendingBytes, this.patience, this.observer);
	}

	/**
	 * The same with another patience.
	 * @param patience how long Redis may be out of reach when the store is started
	 * @return the options
	 */
	public RedisClusterOptions withPatience(Duration patience) {
		return new RedisClusterOptions(this.name, this.lease, this.retention, this.maxLogBytes, this.replicas,
				this.maxPendingBytes, patience, this.observer);
	}

	/**
	 * The same with something that measures.
	 * @param observer measures what it costs
	 * @return the options
	 */
	public RedisClusterOptions withObserver(ClusterObserver observer) {
		return new RedisClusterOptions(this.name, this.lease, this.retention, this.maxLogBytes, this.replicas,
				this.maxPendingBytes, this.patience, observer);
	}

}

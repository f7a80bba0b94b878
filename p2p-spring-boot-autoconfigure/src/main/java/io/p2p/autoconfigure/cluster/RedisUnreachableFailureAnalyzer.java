package io.p2p.autoconfigure.cluster;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.NestedExceptionUtils;

/**
 * Explains that the Redis by which servers share their rooms cannot be reached.
 */
class RedisUnreachableFailureAnalyzer extends AbstractFailureAnalyzer<RedisUnreachableException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, RedisUnreachableException cause) {
		return new FailureAnalysis(
				"The P2P server shares its rooms with others by Redis, which cannot be reached at %s: %s"
					.formatted(cause.where(), NestedExceptionUtils.getMostSpecificCause(cause).getMessage()),
				"Start Redis there, or set spring.data.redis.host and spring.data.redis.port (or .url, .sentinel, .cluster) "
						+ "to where it is, with spring.data.redis.username, .password and .ssl as it needs them. "
						+ "An application that runs as one process needs no Redis: set p2p.cluster.enabled=false. "
						+ "One that may run alone until Redis is there: set p2p.cluster.required=false.",
				cause);
	}

}

package io.p2p.cluster.redis;

import java.time.Duration;

import io.p2p.cluster.memory.MemoryClusterStore;

/**
 * The sessions of a server that is alone.
 */
class MemorySessionTests extends SessionCases {

	@Override
	void begin() {
		this.one = new TestNode(new MemoryClusterStore(Duration.ofSeconds(1), 16 << 20));
		this.other = this.one;
	}

}

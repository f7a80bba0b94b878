package io.p2p.cluster.redis;

import java.time.Duration;

import io.p2p.cluster.memory.MemoryClusterStore;

/**
 * What is appended, and what is rejected, while a server is alone.
 */
class MemoryAppendTests extends AppendCases {

	@Override
	TestNode begin() {
		return new TestNode(new MemoryClusterStore(Duration.ofMinutes(1), 16 << 20));
	}

}

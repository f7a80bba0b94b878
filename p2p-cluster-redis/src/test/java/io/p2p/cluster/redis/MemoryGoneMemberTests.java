package io.p2p.cluster.redis;

import java.time.Duration;

import io.p2p.cluster.memory.MemoryClusterStore;

/**
 * What a server that is alone knows of those who are no members any more.
 */
class MemoryGoneMemberTests extends GoneMemberCases {

	@Override
	TestNode begin() {
		return new TestNode(new MemoryClusterStore(Duration.ofMinutes(1), 16 << 20));
	}

}

package io.p2p.cluster.redis;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What Redis knows of those who are no members any more.
 */
class GoneMemberTests extends GoneMemberCases {

	private RedisServer redis;

	@Override
	TestNode begin() {
		this.redis = RedisServer.start();
		return new TestNode(this.redis);
	}

	@Override
	void finish() {
		if (this.redis != null) {
			this.redis.close();
		}
	}

	@Override
	void assertEmpty() {
		assertThat(this.redis.room("r").members()).isZero();
		assertThat(this.redis.commands().hlen("p2p:test:{rr}:s")).isEqualTo(2);
	}

	@Override
	void assertBounded() {
		assertThat(this.redis.commands().hlen("p2p:test:{rr}:g") + this.redis.commands().hlen("p2p:test:{rr}:h"))
			.isBetween(5000L, 11_000L);
	}

}

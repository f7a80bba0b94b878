package io.p2p.cluster;

import java.util.ArrayList;
import java.util.List;

import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.test.util.ReflectionTestUtils;

import io.p2p.autoconfigure.cluster.P2pClusterAutoConfiguration;
import io.p2p.peer.PeerAuthenticator;
import io.p2p.peer.PeerIdentity;
import io.p2p.support.RedisServer;
import io.p2p.support.TestServer;

/**
 * Starts servers that share rooms by a Redis of their own.
 */
public final class ClusterFixture implements AutoCloseable {

	private final RedisServer redis;

	private final List<TestServer> servers = new ArrayList<>();

	public ClusterFixture(String... arguments) {
		this.redis = RedisServer.start(arguments);
	}

	public RedisServer redis() {
		return this.redis;
	}

	public TestServer start(Object... configuration) {
		List<Object> all = new ArrayList<>(List.of(Shared.class, "spring.data.redis.host=127.0.0.1",
				"spring.data.redis.port=" + this.redis.port(), "p2p.cluster.lease=2s"));
		all.addAll(List.of(configuration));
		TestServer server = TestServer.start(all.toArray());
		this.servers.add(server);
		return server;
	}

	/**
	 * Have a server end as a process does that is killed, as far as the others can tell.
	 */
	public static void kill(TestServer server) {
		ReflectionTestUtils.invokeMethod(ReflectionTestUtils.getField(server.bean(ClusterStore.class), "present"),
				"die");
	}

	@Override
	public void close() {
		this.servers.forEach(TestServer::close);
		this.redis.close();
	}

	/**
	 * Users by the tokens that they show, which are their names.
	 */
	@Configuration(proxyBeanMethods = false)
	static class Tokens {

		@Bean
		PeerAuthenticator authenticator() {
			return (handshake) -> (handshake.token() == null || handshake.token().isEmpty()) ? PeerIdentity.anonymous()
					: PeerIdentity.of(handshake::token);
		}

	}

	/**
	 * What Boot does where the starter for Redis is there.
	 */
	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ DataRedisAutoConfiguration.class, P2pClusterAutoConfiguration.class })
	static class Shared {

	}

}

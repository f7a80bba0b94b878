package io.p2p.test;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import tools.jackson.databind.json.JsonMapper;

import io.p2p.autoconfigure.P2pAutoConfiguration;
import io.p2p.autoconfigure.P2pProperties;
import io.p2p.codec.PeerMessageCodec;
import io.p2p.socketio.netty.P2pServer;

/**
 * Auto-configuration of peers for tests.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = P2pAutoConfiguration.class)
@ConditionalOnBean(P2pServer.class)
public final class P2pTestClientsAutoConfiguration {

	@Bean(destroyMethod = "closeAll")
	@ConditionalOnMissingBean
	P2pTestClients p2pTestClients(P2pProperties properties, ObjectProvider<P2pServer> server, JsonMapper mapper,
			PeerMessageCodec codec) {
		return new P2pTestClients(new ServerAddress(properties, () -> server.getObject().port()), mapper, codec);
	}

}

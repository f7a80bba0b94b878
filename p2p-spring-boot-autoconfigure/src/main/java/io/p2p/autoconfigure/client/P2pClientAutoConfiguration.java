package io.p2p.autoconfigure.client;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.util.Assert;
import tools.jackson.databind.json.JsonMapper;

import io.p2p.autoconfigure.P2pClientProperties;
import io.p2p.client.P2pConnection;
import io.p2p.client.P2pListener;
import io.p2p.client.P2pOptions;
import io.p2p.client.P2pPeer;

/**
 * Auto-configuration of a peer in another server's room, with the handlers of
 * {@link io.p2p.annotation.PeerClient @PeerClient} beans.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = JacksonAutoConfiguration.class)
@ConditionalOnClass(P2pPeer.class)
@ConditionalOnProperty("p2p.client.uri")
@EnableConfigurationProperties(P2pClientProperties.class)
public final class P2pClientAutoConfiguration {

	@Bean(destroyMethod = "close")
	@ConditionalOnMissingBean
	P2pConnection p2pClientConnection(P2pClientProperties properties, ObjectProvider<JsonMapper> mapper,
			ObjectProvider<P2pClientCustomizer> customizers) {
		Assert.state(properties.uri() != null, "'p2p.client.uri' must be set");
		P2pConnection.Builder connection = P2pConnection.to(properties.uri())
			.path(properties.path())
			.namespace(properties.namespace())
			.headers(properties::headers)
			.auth(properties::auth);
		mapper.ifUnique(connection::jsonMapper);
		customizers.orderedStream().forEach((customizer) -> customizer.customize(connection));
		return connection.open();
	}

	@Bean(destroyMethod = "close")
	@ConditionalOnMissingBean
	P2pPeer p2pClient(P2pConnection connection, P2pClientProperties properties, ConfigurableListableBeanFactory beans,
			ObjectProvider<P2pListener> listeners) {
		P2pOptions.Builder options = P2pOptions.builder();
		if (properties.room() != null) {
			options.room(properties.room());
		}
		if (properties.key() != null) {
			options.key(properties.key());
		}
		if (properties.numClients() != null) {
			options.numClients(properties.numClients());
		}
		if (!properties.links()) {
			options.rtc(null);
		}
		if (!properties.data().isEmpty()) {
			options.data(properties.data());
		}
		PeerClientHandlers handlers = new PeerClientHandlers(beans);
		return connection.join(options.build(), (peer) -> {
			handlers.register(peer);
			listeners.orderedStream().forEach(peer::addListener);
		});
	}

}

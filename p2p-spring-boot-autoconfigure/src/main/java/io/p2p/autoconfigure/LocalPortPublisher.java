package io.p2p.autoconfigure;

import java.util.Map;

import org.springframework.context.ApplicationListener;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

import io.p2p.socketio.netty.P2pServerInitializedEvent;

/**
 * Publishes the port that the server listens on as the property {@code local.p2p.port}.
 */
class LocalPortPublisher implements ApplicationListener<P2pServerInitializedEvent> {

	private static final String SOURCE = "p2p.local";

	private final ConfigurableEnvironment environment;

	LocalPortPublisher(ConfigurableEnvironment environment) {
		this.environment = environment;
	}

	@Override
	public void onApplicationEvent(P2pServerInitializedEvent event) {
		this.environment.getPropertySources().remove(SOURCE);
		this.environment.getPropertySources()
			.addFirst(new MapPropertySource(SOURCE, Map.of("local.p2p.port", event.port())));
	}

}

package io.p2p.autoconfigure.web;

import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.NoneNestedConditions;

import io.p2p.socketio.netty.ServerConnector;

/**
 * Matches if nothing says where the server listens, so that it uses the port of the web
 * server.
 */
class OnSharedPort extends NoneNestedConditions {

	OnSharedPort() {
		super(ConfigurationPhase.REGISTER_BEAN);
	}

	@ConditionalOnProperty("p2p.server.port")
	static class HasPort {

	}

	@ConditionalOnBean(ServerConnector.class)
	static class HasConnector {

	}

}

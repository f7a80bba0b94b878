package io.p2p.autoconfigure;

import com.corundumstudio.socketio.Configuration;

/**
 * Customizes the configuration of netty-socketio's server, for settings that have no
 * property, such as the number of threads or socket options. Beans of this type are
 * called in their order, after {@code p2p.server.*} has been applied and before the
 * server is created. They are not called if the application has a {@code SocketIOServer}
 * bean of its own.
 * <p>
 * What this starter does in netty-socketio's place (transports, payload sizes, heartbeat,
 * origins, TLS) follows {@code p2p.server.*} only, whatever the configuration says.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface SocketIoConfigurationCustomizer {

	/**
	 * Change the configuration.
	 * @param configuration the configuration of the server
	 */
	void customize(Configuration configuration);

}

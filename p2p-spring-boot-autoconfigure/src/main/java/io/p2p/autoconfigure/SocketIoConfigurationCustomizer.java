package io.p2p.autoconfigure;

import com.corundumstudio.socketio.Configuration;

/**
 * Change to the configuration of netty-socketio's server, for what has no property: the
 * number of threads, for example, or the options of sockets. Beans of this type are
 * called in their order, after {@code p2p.server.*} has been applied and before the
 * server is made. They are not called where the application has a {@code SocketIOServer}
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
	 * @param configuration the configuration that the server is made of
	 */
	void customize(Configuration configuration);

}

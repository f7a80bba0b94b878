package io.p2p.socketio;

import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;

import com.corundumstudio.socketio.Configuration;
import com.corundumstudio.socketio.SocketIOServer;
import io.netty.channel.ChannelFuture;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;

import io.p2p.support.RawClient;
import io.p2p.support.TestServer;

/**
 * Starts a server with the {@link ProtocolFixture} for a test class, and hands it a
 * client.
 */
class ProtocolServer implements BeforeAllCallback, ParameterResolver {

	/**
	 * The configuration parameter that makes this start netty-socketio as it comes.
	 */
	static final String STOCK = "p2p.conformance.stock";

	static final int PING_INTERVAL_MILLIS = 300;

	static final int PING_TIMEOUT_MILLIS = 200;

	// longer than three pings take, which some tests wait for without a namespace
	static final int CONNECT_TIMEOUT_MILLIS = 2000;

	static final int MAX_PAYLOAD = 1_000_000;

	private static final String STOCK_PACKAGE = "com.corundumstudio.socketio";

	private static final Namespace NAMESPACE = Namespace.create(ProtocolServer.class);

	@Override
	public void beforeAll(ExtensionContext context) {
		boolean stock = context.getConfigurationParameter(STOCK).map(Boolean::valueOf).orElse(false);
		context.getStore(NAMESPACE).put(Running.class, stock ? stock() : ours());
	}

	@Override
	public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
		return parameter.getParameter().getType() == RawClient.class;
	}

	@Override
	public RawClient resolveParameter(ParameterContext parameter, ExtensionContext context) {
		return context.getStore(NAMESPACE).get(Running.class, Running.class).client();
	}

	private static Running ours() {
		TestServer server = TestServer.start(ProtocolFixture.class, "p2p.namespace=/peers",
				"p2p.server.ping-interval=" + PING_INTERVAL_MILLIS + "ms",
				"p2p.server.ping-timeout=" + PING_TIMEOUT_MILLIS + "ms",
				"p2p.server.connect-timeout=" + CONNECT_TIMEOUT_MILLIS + "ms",
				"p2p.server.max-payload=" + MAX_PAYLOAD + "B");
		return new Running(new RawClient(server), server::close);
	}

	private static Running stock() {
		Configuration configuration = new Configuration();
		configuration.setHostname("127.0.0.1");
		configuration.setPort(0);
		configuration.setPingInterval(PING_INTERVAL_MILLIS);
		configuration.setPingTimeout(PING_TIMEOUT_MILLIS);
		configuration.setFirstDataTimeout(CONNECT_TIMEOUT_MILLIS);
		configuration.setMaxHttpContentLength(MAX_PAYLOAD);
		configuration.setMaxFramePayloadLength(MAX_PAYLOAD);
		// it logs what clients do wrong as its own errors
		LoggingSystem logging = LoggingSystem.get(ProtocolServer.class.getClassLoader());
		logging.setLogLevel(STOCK_PACKAGE, LogLevel.OFF);
		SocketIOServer server = new SocketIOServer(configuration);
		new ProtocolFixture(server);
		ChannelFuture bound = (ChannelFuture) server.startAsync();
		int port = ((InetSocketAddress) bound.syncUninterruptibly().channel().localAddress()).getPort();
		// enough for all that it answers, little for all that it does not
		return new Running(new RawClient(URI.create("http://127.0.0.1:" + port), Duration.ofSeconds(3)), () -> {
			server.stop();
			logging.setLogLevel(STOCK_PACKAGE, null);
		});
	}

	private record Running(RawClient client, Runnable stop) implements AutoCloseable {

		@Override
		public void close() {
			this.stop.run();
		}

	}

}

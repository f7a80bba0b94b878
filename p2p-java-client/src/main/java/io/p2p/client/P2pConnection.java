package io.p2p.client;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.function.Supplier;

import javax.net.ssl.SSLContext;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import io.p2p.client.file.FileModule;
import io.p2p.client.link.Connections;
import io.p2p.client.queue.Backlog;
import io.p2p.client.queue.InOrder;
import io.p2p.client.session.ServerSession;
import io.p2p.client.session.ServerTarget;
import io.p2p.client.transport.NettyLoop;
import io.p2p.client.transport.NettyWire;
import io.p2p.client.transport.WireOptions;
import io.p2p.client.wire.Json;
import io.p2p.codec.PeerMessageCodec;

/**
 * A connection to a server, on which a client is in one room or several, in all under one
 * id. It is made with the first room, and made anew when it breaks. Thread-safe.
 *
 * @since 0.1.0
 */
public final class P2pConnection implements AutoCloseable {

	private final NettyLoop loop = NettyLoop.next();

	private final NettyWire wire;

	private final ServerSession session;

	private final JsonMapper mapper;

	private final PeerMessageCodec codec;

	private final InOrder inOrder;

	private final Backlog backlog;

	private final Connections connections = new Connections();

	private final Map<String, P2pPeer> peers = new ConcurrentHashMap<>();

	private P2pConnection(Builder builder) {
		this.mapper = builder.mapper.rebuild().addModule(new FileModule()).build();
		this.codec = new PeerMessageCodec(this.mapper);
		this.wire = new NettyWire(builder.options(), this.loop);
		this.session = new ServerSession(this.wire, this.loop);
		this.inOrder = new InOrder(builder.executor());
		this.backlog = new Backlog((reading) -> this.loop.run(() -> this.wire.reading(reading)));
	}

	/**
	 * Describe a connection.
	 * @param server the address of the server, with {@code http}, {@code https},
	 * {@code ws} or {@code wss}
	 * @return what builds it
	 * @throws IllegalArgumentException if that is no address of a server
	 */
	public static Builder to(URI server) {
		return new Builder(server);
	}

	/**
	 * Join a room.
	 * @param options which room, and how
	 * @return the peer, which is about to join: {@link P2pPeer#joined()} tells when it
	 * has
	 * @throws IllegalStateException if this client is in that room already
	 * @throws IllegalArgumentException if the data of the options are more than 16 KiB,
	 * or 12,000 bytes in a room with a key
	 */
	public P2pPeer join(P2pOptions options) {
		return join(options, (peer) -> {
		});
	}

	/**
	 * Join a room with listeners that are there before anything can happen.
	 * @param options which room, and how
	 * @param before adds them
	 * @return the peer, which is about to join
	 * @throws IllegalStateException if this client is in that room already
	 * @throws IllegalArgumentException if the data of the options are more than 16 KiB,
	 * or 12,000 bytes in a room with a key
	 */
	public P2pPeer join(P2pOptions options, Consumer<P2pPeer> before) {
		JsonNode data = json(options.data(), options.maxDataBytes());
		Listeners listeners = new Listeners(this.inOrder, this.backlog);
		Room room = new Room(this.session, this.loop, options, data, this.codec,
				// whoever could sit in the middle of another room's connection has shown
				// no key
				options.isEncrypted() ? new Connections() : this.connections, listeners);
		P2pPeer peer = new P2pPeer(this, room, options);
		this.peers.compute(options.room(), (name, known) -> {
			if (known != null && !known.hasLeft()) {
				throw new IllegalStateException("This client is in the room '" + name + "' already");
			}
			return peer;
		});
		before.accept(peer);
		room.begin();
		return peer;
	}

	/**
	 * Leave all rooms, and close the connection. What was sent before leaves before.
	 */
	@Override
	public void close() {
		this.peers.values().forEach(P2pPeer::close);
	}

	ServerTarget server() {
		return new ServerTarget(this.session, this.loop, this.codec, (task) -> this.inOrder.execute("", task),
				P2pException::new);
	}

	@Nullable JsonNode json(@Nullable Object data, int maxBytes) {
		if (data == null) {
			return null;
		}
		JsonNode json = this.mapper.valueToTree(data);
		if (Json.size(json) > maxBytes) {
			throw new IllegalArgumentException("'data' must have at most " + maxBytes + " bytes as JSON");
		}
		return json;
	}

	/**
	 * Builds a connection.
	 */
	public static final class Builder {

		private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(20);

		private static final Duration RECONNECT_DELAY = Duration.ofSeconds(1);

		private static final Duration MAX_RECONNECT_DELAY = Duration.ofSeconds(5);

		private final URI server;

		private String path = "/socket.io/";

		private String namespace = "/";

		private Supplier<Map<String, String>> headers = Map::of;

		private Supplier<?> auth = Map::of;

		private @Nullable SSLContext sslContext;

		private @Nullable Executor executor;

		private JsonMapper mapper = JsonMapper.builder().build();

		private Duration connectTimeout = CONNECT_TIMEOUT;

		private Duration reconnectDelay = RECONNECT_DELAY;

		private Duration maxReconnectDelay = MAX_RECONNECT_DELAY;

		private Builder(URI server) {
			String scheme = String.valueOf(server.getScheme());
			if (!scheme.matches("https?|wss?") || server.getHost() == null) {
				throw new IllegalArgumentException(
						"'" + server + "' is no address of a server, such as https://chat.example.org");
			}
			this.server = server;
		}

		/**
		 * Set the path of the server's endpoint. Default: {@code /socket.io}.
		 * @param endpoint the path, as in {@code p2p.server.path}
		 * @return this
		 */
		public Builder path(String endpoint) {
			this.path = endpoint.endsWith("/") ? endpoint : endpoint + "/";
			return this;
		}

		/**
		 * Set the namespace of Socket.IO. Default: {@code /}.
		 * @param name the namespace, as in {@code p2p.namespace}
		 * @return this
		 */
		public Builder namespace(String name) {
			this.namespace = name;
			return this;
		}

		/**
		 * Set the HTTP headers of each connection, such as {@code Authorization} or
		 * {@code Cookie}. Default: none.
		 * @param supplier gives them anew for each connection, so that a token may be
		 * another one then; it must not block
		 * @return this
		 */
		public Builder headers(Supplier<Map<String, String>> supplier) {
			this.headers = supplier;
			return this;
		}

		/**
		 * Set what this client says to each CONNECT of Socket.IO, as {@code socket.auth}
		 * of browsers; its member {@code token} may be a bearer token. Default: nothing.
		 * @param supplier gives anything that the mapper writes as an object, anew for
		 * each connection; it must not block
		 * @return this
		 */
		public Builder auth(Supplier<?> supplier) {
			this.auth = supplier;
			return this;
		}

		/**
		 * Set whom to trust. Default: what the JDK trusts.
		 * @param context the context for TLS
		 * @return this
		 */
		public Builder sslContext(SSLContext context) {
			this.sslContext = context;
			return this;
		}

		/**
		 * Set what calls listeners and completes futures. The events of one peer are
		 * delivered one after the other, whatever it is. Default: one daemon thread for
		 * this connection.
		 * @param listenerExecutor the executor
		 * @return this
		 */
		public Builder executor(Executor listenerExecutor) {
			this.executor = listenerExecutor;
			return this;
		}

		/**
		 * Set what writes and reads arguments. Default: one with Jackson's defaults.
		 * @param jsonMapper the mapper
		 * @return this
		 */
		public Builder jsonMapper(JsonMapper jsonMapper) {
			this.mapper = jsonMapper;
			return this;
		}

		/**
		 * Set how long a connection may take to be made. Default: 20 seconds.
		 * @param timeout the time
		 * @return this
		 */
		public Builder connectTimeout(Duration timeout) {
			this.connectTimeout = timeout;
			return this;
		}

		/**
		 * Set how long to wait before the client connects again: about this long after
		 * the first attempt that has failed, and each time twice as long. Default: 1 and
		 * 5 seconds, as in browsers.
		 * @param first the first time
		 * @param last the longest time
		 * @return this
		 */
		public Builder reconnectDelay(Duration first, Duration last) {
			this.reconnectDelay = first;
			this.maxReconnectDelay = last;
			return this;
		}

		/**
		 * Create the connection, which is made with its first room.
		 * @return the connection
		 */
		public P2pConnection open() {
			return new P2pConnection(this);
		}

		private WireOptions options() {
			JsonMapper json = this.mapper;
			Supplier<?> says = this.auth;
			Supplier<ObjectNode> object = () -> {
				JsonNode node = json.valueToTree(says.get());
				return node.isObject() ? (ObjectNode) node : Json.object();
			};
			return new WireOptions(this.server, this.path, this.namespace, this.headers, object, this.sslContext,
					this.connectTimeout, this.reconnectDelay, this.maxReconnectDelay);
		}

		private Executor executor() {
			return (this.executor != null) ? this.executor : Executors.newSingleThreadExecutor((task) -> {
				Thread thread = new Thread(task, "p2p-listeners");
				thread.setDaemon(true);
				return thread;
			});
		}

	}

}

package io.p2p.test;

import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

import javax.net.ssl.SSLContext;

import org.jspecify.annotations.Nullable;
import org.springframework.util.Assert;
import tools.jackson.databind.json.JsonMapper;

import io.p2p.client.P2pConnection;
import io.p2p.client.transport.WireOptions;
import io.p2p.codec.PeerMessageCodec;

/**
 * Peers for a test. Each that is made on the test's own thread is closed after the test
 * method; others are closed with the application. Rooms begin with their first peer, so a
 * test finds its room empty; tests that run at the same time on one application need
 * rooms of their own. How peers connect is said before they join:
 *
 * <pre>{@code
 * P2pTestClient ada = peers.withBearerToken(token).join("kitchen");
 * }</pre>
 *
 * @since 0.1.0
 */
public final class P2pTestClients {

	private static final Duration TIMEOUT = Duration.ofSeconds(10);

	private final ServerAddress server;

	private final JsonMapper mapper;

	private final PeerMessageCodec codec;

	private final OpenClients open;

	private final Options options;

	P2pTestClients(ServerAddress server, JsonMapper mapper, PeerMessageCodec codec) {
		this(server, mapper, codec, new OpenClients(), new Options(Map.of(), Map.of(), null, TIMEOUT));
	}

	private P2pTestClients(ServerAddress server, JsonMapper mapper, PeerMessageCodec codec, OpenClients open,
			Options options) {
		this.server = server;
		this.mapper = mapper;
		this.codec = codec;
		this.open = open;
		this.options = options;
	}

	/**
	 * Have peers send a header when they connect, besides those that were said before.
	 * @param name the name, for example {@code Cookie}
	 * @param value the value
	 * @return clients that do
	 */
	public P2pTestClients withHeader(String name, String value) {
		Map<String, String> headers = new LinkedHashMap<>(this.options.headers());
		headers.put(name, value);
		return with(new Options(headers, this.options.auth(), this.options.data(), this.options.timeout()));
	}

	/**
	 * Have peers send a token when they connect, as {@code Authorization: Bearer}.
	 * @param token the token
	 * @return clients that do
	 */
	public P2pTestClients withBearerToken(String token) {
		return withHeader("Authorization", "Bearer " + token);
	}

	/**
	 * Have peers say something as {@code auth} when they connect, besides what was said
	 * before.
	 * @param name the name of a member of the {@code auth} object
	 * @param value the value
	 * @return clients that do
	 */
	public P2pTestClients withAuth(String name, @Nullable Object value) {
		Map<String, @Nullable Object> auth = new LinkedHashMap<>(this.options.auth());
		auth.put(name, value);
		return with(new Options(this.options.headers(), auth, this.options.data(), this.options.timeout()));
	}

	/**
	 * Have peers tell the others of themselves when they join.
	 * @param data what the others see in {@code peer-connect}
	 * @return clients that do
	 */
	public P2pTestClients withData(Object data) {
		return with(new Options(this.options.headers(), this.options.auth(), data, this.options.timeout()));
	}

	/**
	 * Have peers wait for another time than 10 seconds.
	 * @param timeout how long they wait for whatever they wait for
	 * @return clients that do
	 */
	public P2pTestClients withTimeout(Duration timeout) {
		return with(new Options(this.options.headers(), this.options.auth(), this.options.data(), timeout));
	}

	private P2pTestClients with(Options changed) {
		return new P2pTestClients(this.server, this.mapper, this.codec, this.open, changed);
	}

	/**
	 * Connect a peer, as the library in a browser would, and have it join a room. It
	 * opens no links.
	 * @param room the room's name; the empty string is the default room
	 * @return the peer, in the room
	 * @throws P2pTestClientException if the server lets it not connect, or not join
	 */
	public P2pTestClient join(String room) {
		Assert.notNull(room, "'room' must not be null");
		Map<String, @Nullable Object> auth = new LinkedHashMap<>(this.options.auth());
		auth.put("p2p", 1);
		Conversation conversation = connect(auth);
		Map<String, Object> request = new HashMap<>(Map.of("room", room, "webrtc", false));
		if (this.options.data() != null) {
			request.put("data", this.options.data());
		}
		conversation.ask("p2p:join", this.codec.encode("p2p:join", request), this.options.timeout());
		return new P2pTestClient(conversation, this.codec, this.options.timeout(), room);
	}

	/**
	 * Connect a Socket.IO client without the library. It is in the default room, and
	 * hears nothing of who comes and goes.
	 * @return the client
	 * @throws P2pTestClientException if the server lets it not connect
	 */
	public P2pTestClient plain() {
		return new P2pTestClient(connect(this.options.auth()), this.codec, this.options.timeout(), null);
	}

	/**
	 * Connect as {@link P2pConnection} does: for peers that do all that pages do, with
	 * large events, files, a key, and links where the test has {@code webrtc-java}. What
	 * was said with {@link #withData} and {@link #withTimeout} does not hold for them.
	 * @return a connection, which is made with the first room that is joined on it
	 */
	public P2pConnection connection() {
		P2pConnection.Builder builder = P2pConnection.to(this.server.uri())
			.path(this.server.path())
			.namespace(this.server.namespace())
			.headers(this.options::headers)
			.auth(this.options::auth)
			.jsonMapper(this.mapper);
		SSLContext trusting = this.server.sslContext();
		P2pConnection connection = ((trusting != null) ? builder.sslContext(trusting) : builder).open();
		this.open.add(connection::close);
		return connection;
	}

	private Conversation connect(Map<String, @Nullable Object> auth) {
		Duration timeout = this.options.timeout();
		WireOptions wire = new WireOptions(this.server.uri(), this.server.path(), this.server.namespace(),
				this.options::headers, () -> this.mapper.valueToTree(auth), this.server.sslContext(), timeout, timeout,
				timeout);
		Conversation conversation = new Conversation(wire, this.codec);
		this.open.add(conversation::close);
		conversation.connect(timeout);
		return conversation;
	}

	/**
	 * Close what this thread has opened.
	 */
	void closeOwn() {
		this.open.closeOwn();
	}

	void closeAll() {
		this.open.closeAll();
	}

	private record Options(Map<String, String> headers, Map<String, @Nullable Object> auth, @Nullable Object data,
			Duration timeout) {

	}

}

package io.p2p.cluster.redis;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;

import io.p2p.cluster.AppendOutcome;
import io.p2p.cluster.ClusterListener;
import io.p2p.cluster.ClusterStore;
import io.p2p.cluster.LogBatch;
import io.p2p.cluster.LogEntry;
import io.p2p.cluster.LogEntryKind;
import io.p2p.cluster.SessionClaim;

/**
 * A server among several, with what it hears.
 */
final class TestNode implements AutoCloseable, ClusterListener {

	static final RedisClusterOptions OPTIONS = RedisClusterOptions.of("test").withRetention(Duration.ofMinutes(1));

	final List<String> heard = new CopyOnWriteArrayList<>();

	final ClusterStore store;

	private final AtomicLong tags = new AtomicLong();

	private final Runnable afterwards;

	TestNode(RedisServer redis) {
		this(redis, OPTIONS);
	}

	TestNode(RedisServer redis, RedisClusterOptions options) {
		this(RedisClient.create(), redis.uri(), options);
	}

	TestNode(CuttingProxy proxy) {
		this(RedisClient.create(), proxy.uri(), OPTIONS);
	}

	private TestNode(RedisClient client, RedisURI uri, RedisClusterOptions options) {
		this(RedisClusterStore.standalone(client, uri, options), () -> client.shutdown(0, 1, TimeUnit.SECONDS));
	}

	/**
	 * A server with a store of its own kind.
	 */
	TestNode(ClusterStore store) {
		this(store, () -> {
		});
	}

	private TestNode(ClusterStore store, Runnable afterwards) {
		this.store = store;
		this.afterwards = afterwards;
		try {
			get(this.store.start(this));
		}
		catch (IllegalStateException ex) {
			close();
			throw ex;
		}
	}

	static <T> T get(CompletionStage<T> stage) {
		try {
			return stage.toCompletableFuture().get(30, TimeUnit.SECONDS);
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

	String name() {
		return this.store.node();
	}

	Recorder follow(String room) {
		Recorder recorder = new Recorder();
		get(this.store.follow(room, recorder));
		return recorder;
	}

	CompletableFuture<AppendOutcome> send(String room, LogEntryKind kind, String peer, long generation, long number,
			String body) {
		return this.store
			.append(room,
					new LogEntry(kind, peer, generation, number, this.tags.incrementAndGet(),
							body.getBytes(StandardCharsets.UTF_8)))
			.toCompletableFuture();
	}

	/**
	 * Append, and say what has become of it: the offset or the rejection.
	 */
	String append(String room, LogEntryKind kind, String peer, long generation, long number) {
		AppendOutcome outcome = get(send(room, kind, peer, generation, number, kind.name()));
		return (outcome.rejection() != null) ? outcome.rejection().name() : String.valueOf(outcome.offset());
	}

	/**
	 * Append what is not rejected.
	 */
	long offset(String room, LogEntryKind kind, String peer, long generation, long number) {
		return Long.parseLong(append(room, kind, peer, generation, number));
	}

	String join(String room, String peer) {
		return append(room, LogEntryKind.JOIN, peer, 1, 0);
	}

	Optional<List<LogBatch>> read(String room, String epoch, long after) {
		return get(this.store.read(room, epoch, after));
	}

	SessionClaim claim(String token, String user, String newPeer) {
		return get(this.store.claim(token, user, newPeer));
	}

	/**
	 * Run the script that appends to the room "r".
	 */
	Object run(AppendBatch batch, Writers.Writer writer) {
		StoreKeys.RoomKeys keys = new StoreKeys("test").room("r");
		RoomServices services = redis().services();
		return get(services.links().send(keys.state(), batch.call(services, keys, writer)));
	}

	/**
	 * The sessions as another server sees them.
	 */
	Sessions sessionsOf(String node) {
		return new Sessions(node, new StoreKeys("test"), redis().services().links(), OPTIONS);
	}

	private RedisClusterStore redis() {
		return (RedisClusterStore) this.store;
	}

	long pendingBytes() {
		return redis().pendingBytes();
	}

	/**
	 * End without a word, as a process does that is killed.
	 */
	void die() {
		redis().die();
	}

	@Override
	public void nodeLost(String node) {
		this.heard.add("lost " + node);
	}

	@Override
	public void fenced() {
		this.heard.add("fenced");
	}

	@Override
	public void available(boolean available) {
		this.heard.add(available ? "available" : "unavailable");
	}

	@Override
	public void told(String node, byte[] message) {
		this.heard.add(node + " says " + new String(message, StandardCharsets.UTF_8));
	}

	@Override
	public void close() {
		get(this.store.stop());
		this.afterwards.run();
	}

}

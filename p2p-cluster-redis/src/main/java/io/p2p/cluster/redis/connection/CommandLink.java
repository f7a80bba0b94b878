package io.p2p.cluster.redis.connection;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import org.jspecify.annotations.Nullable;

/**
 * The connection for commands to one server of Redis. Whatever has no answer when it ends
 * is sent again on the next one, in order.
 */
final class CommandLink extends Link<StatefulRedisConnection<byte[], byte[]>, RedisProcess> {

	private final RedisConnections connections;

	private final Requests requests;

	private final Set<Request<?>> sent = new LinkedHashSet<>();

	private final Deque<Request<?>> waiting = new ArrayDeque<>();

	private @Nullable RedisProcess redis;

	private @Nullable Request<?> greeting;

	private boolean troubled;

	CommandLink(RedisURI target, RedisConnections connections, StoreThreads threads, Requests requests) {
		super(target, threads);
		this.connections = connections;
		this.requests = requests;
	}

	/**
	 * Whether the connection has ended, or could not be made.
	 */
	synchronized boolean troubled() {
		return this.troubled;
	}

	/**
	 * The server at the other end, {@code null} while there is no connection.
	 */
	synchronized @Nullable RedisProcess redis() {
		return this.redis;
	}

	@Override
	synchronized boolean idle() {
		return this.sent.isEmpty() && this.waiting.isEmpty();
	}

	/**
	 * Send a request, once there is a connection.
	 * @return whether the link is not closed
	 */
	synchronized boolean send(Request<?> request) {
		if (closed()) {
			return false;
		}
		if (this.redis == null) {
			this.waiting.add(request);
		}
		else {
			dispatch(request, this.redis);
		}
		return true;
	}

	private <T> void dispatch(Request<T> request, RedisProcess redis) {
		this.sent.add(request);
		int attempt = request.begin();
		try {
			RedisFuture<T> future = request.call().on(redis, request.whole());
			future.whenComplete((reply, ex) -> answered(request, attempt, redis, reply, ex));
		}
		catch (RuntimeException ex) {
			answered(request, attempt, redis, null, ex);
		}
	}

	private <T> void answered(Request<T> request, int attempt, RedisProcess redis, @Nullable T reply,
			@Nullable Throwable ex) {
		synchronized (this) {
			if (ex != null && !request.current(attempt)) {
				return;
			}
			if (ex == null || ex instanceof RedisCommandExecutionException) {
				this.sent.remove(request);
				this.waiting.remove(request);
			}
		}
		if (ex == null) {
			request.result().complete(reply);
		}
		else if (ex instanceof RedisCommandExecutionException) {
			this.requests.refused(request, ex, this);
		}
		else {
			// Whether Redis has done it is not known: it is sent again
			down(redis.connection());
		}
	}

	@Override
	CompletableFuture<StatefulRedisConnection<byte[], byte[]>> open() {
		return this.connections.connect(target());
	}

	@Override
	CompletableFuture<RedisProcess> prepare(StatefulRedisConnection<byte[], byte[]> made) {
		return RedisProcess.of(made);
	}

	@Override
	void begin(RedisProcess prepared) {
		this.redis = prepared;
		this.troubled = false;
		if (this.greeting == null || this.greeting.result().isDone()) {
			this.greeting = this.requests.greeting(target());
		}
		if (this.greeting != null) {
			this.waiting.remove(this.greeting);
			this.waiting.addFirst(this.greeting);
		}
		List<Request<?>> again = new ArrayList<>(this.waiting);
		this.waiting.clear();
		again.forEach(this::send);
	}

	@Override
	void came() {
		this.requests.linksChanged(null);
	}

	@Override
	void end() {
		this.redis = null;
		this.troubled = true;
		List<Request<?>> again = new ArrayList<>(this.sent);
		this.sent.clear();
		for (int i = again.size() - 1; i >= 0; i--) {
			again.get(i).begin();
			this.waiting.addFirst(again.get(i));
		}
	}

	@Override
	void went(@Nullable Throwable ex) {
		List<Request<?>> again;
		synchronized (this) {
			this.troubled = true;
			again = new ArrayList<>(this.waiting);
		}
		this.requests.linksChanged(ex);
		if (ex != null) {
			this.requests.reroute(again, this);
		}
	}

	/**
	 * Take a request that another link is to send.
	 */
	synchronized boolean release(Request<?> request) {
		return this.waiting.remove(request);
	}

	/**
	 * End the connection if an answer takes too long.
	 */
	@Override
	void watch() {
		StatefulRedisConnection<byte[], byte[]> stalled = null;
		synchronized (this) {
			if (!this.sent.isEmpty() && System.nanoTime() - this.sent.iterator().next().sentAt() > PATIENCE.toNanos()) {
				stalled = connection();
			}
		}
		down(stalled);
	}

	/**
	 * Take all that has no answer.
	 */
	synchronized List<Request<?>> unanswered() {
		List<Request<?>> open = new ArrayList<>(this.sent);
		open.addAll(this.waiting);
		this.sent.clear();
		this.waiting.clear();
		return open;
	}

}

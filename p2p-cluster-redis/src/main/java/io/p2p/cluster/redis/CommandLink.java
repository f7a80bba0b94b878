package io.p2p.cluster.redis;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * The connection for commands to one server of Redis. Whatever has no answer when it ends
 * is sent again on the next one, in order.
 */
final class CommandLink {

	private static final Logger log = LoggerFactory.getLogger(CommandLink.class);

	private static final Duration PATIENCE = Duration.ofSeconds(3);

	private final RedisURI target;

	private final RedisConnections connections;

	private final StoreThreads threads;

	private final Requests requests;

	private final Set<Request<?>> sent = new LinkedHashSet<>();

	private final Deque<Request<?>> waiting = new ArrayDeque<>();

	private @Nullable StatefulRedisConnection<byte[], byte[]> connection;

	private int failures;

	private boolean troubled;

	private boolean closed;

	private CompletableFuture<Void> closing = CompletableFuture.completedFuture(null);

	CommandLink(RedisURI target, RedisConnections connections, StoreThreads threads, Requests requests) {
		this.target = target;
		this.connections = connections;
		this.threads = threads;
		this.requests = requests;
	}

	/**
	 * Whether the connection has ended, or could not be made.
	 */
	synchronized boolean troubled() {
		return this.troubled;
	}

	synchronized boolean idle() {
		return this.sent.isEmpty() && this.waiting.isEmpty();
	}

	/**
	 * Send a request, once there is a connection.
	 * @return whether the link is not closed
	 */
	synchronized boolean send(Request<?> request) {
		if (this.closed) {
			return false;
		}
		if (this.connection == null) {
			this.waiting.add(request);
		}
		else {
			dispatch(request, this.connection);
		}
		return true;
	}

	private <T> void dispatch(Request<T> request, StatefulRedisConnection<byte[], byte[]> connection) {
		this.sent.add(request);
		int attempt = request.begin();
		try {
			RedisFuture<T> future = request.call().on(connection.async(), request.whole());
			future.whenComplete((reply, ex) -> answered(request, attempt, connection, reply, ex));
		}
		catch (RuntimeException ex) {
			answered(request, attempt, connection, null, ex);
		}
	}

	private <T> void answered(Request<T> request, int attempt, StatefulRedisConnection<byte[], byte[]> connection,
			@Nullable T reply, @Nullable Throwable ex) {
		synchronized (this) {
			if (ex != null && !request.current(attempt)) {
				return;
			}
			if (ex != null && !(ex instanceof RedisCommandExecutionException)) {
				// Whether Redis has done it is not known: down() has it sent again
				down(connection);
				return;
			}
			this.sent.remove(request);
			this.waiting.remove(request);
		}
		if (ex != null) {
			this.requests.refused(request, ex, this);
		}
		else {
			this.requests.answered(request, reply);
		}
	}

	/**
	 * Connect, and again until that succeeds.
	 */
	void connect() {
		synchronized (this) {
			if (this.closed) {
				return;
			}
		}
		RedisConnections.within(PATIENCE, () -> this.connections.connect(this.target)).whenComplete((made, ex) -> {
			if (ex != null) {
				failed(ex);
			}
			else {
				connected(made);
			}
		});
	}

	private void connected(StatefulRedisConnection<byte[], byte[]> made) {
		synchronized (this) {
			if (this.closed) {
				made.closeAsync();
				return;
			}
			made.addListener(new RedisConnectionStateListener() {
				@Override
				public void onRedisDisconnected(RedisChannelHandler<?, ?> handler) {
					down(made);
				}
			});
			this.connection = made;
			this.failures = 0;
			this.troubled = false;
			List<Request<?>> again = new ArrayList<>(this.waiting);
			this.waiting.clear();
			again.forEach(this::send);
		}
		log.debug("Connected to {}", this.target);
		this.requests.linksChanged(null);
		if (!made.isOpen()) {
			// It may have ended before anybody listened
			down(made);
		}
	}

	private void failed(Throwable ex) {
		List<Request<?>> again;
		int times;
		synchronized (this) {
			if (this.closed) {
				return;
			}
			times = this.failures++;
			this.troubled = true;
			again = new ArrayList<>(this.waiting);
		}
		log.atLevel((times == 0) ? Level.WARN : Level.DEBUG)
			.log("Cannot connect to Redis at {}: {}", this.target, ex.toString());
		this.requests.linksChanged(ex);
		this.requests.reroute(again, this);
		this.threads.later(this::connect, StoreThreads.backoff(times));
	}

	/**
	 * Take the requests that another link is to send.
	 */
	synchronized boolean release(Request<?> request) {
		return this.waiting.remove(request);
	}

	/**
	 * End a connection, and make another one.
	 */
	void down(StatefulRedisConnection<byte[], byte[]> ended) {
		synchronized (this) {
			if (this.connection != ended) {
				return;
			}
			this.connection = null;
			this.troubled = true;
			List<Request<?>> again = new ArrayList<>(this.sent);
			this.sent.clear();
			for (int i = again.size() - 1; i >= 0; i--) {
				again.get(i).begin();
				this.waiting.addFirst(again.get(i));
			}
		}
		log.debug("The connection to {} has ended", this.target);
		ended.closeAsync();
		this.requests.linksChanged(null);
		this.threads.later(this::connect, StoreThreads.backoff(0));
	}

	void reconnect() {
		StatefulRedisConnection<byte[], byte[]> present;
		synchronized (this) {
			present = this.connection;
		}
		if (present != null) {
			down(present);
		}
	}

	/**
	 * End the connection if an answer takes too long.
	 */
	void watch() {
		StatefulRedisConnection<byte[], byte[]> stalled = null;
		synchronized (this) {
			if (!this.sent.isEmpty() && System.nanoTime() - this.sent.iterator().next().sentAt() > PATIENCE.toNanos()) {
				stalled = this.connection;
			}
		}
		if (stalled != null) {
			log.debug("No answer from {} for {}", this.target, PATIENCE);
			down(stalled);
		}
	}

	/**
	 * End the link.
	 * @return what has no answer
	 */
	synchronized List<Request<?>> close() {
		this.closed = true;
		List<Request<?>> open = new ArrayList<>(this.sent);
		open.addAll(this.waiting);
		this.sent.clear();
		this.waiting.clear();
		if (this.connection != null) {
			this.closing = this.connection.closeAsync();
			this.connection = null;
		}
		return open;
	}

	/**
	 * Completes when the connection has been closed.
	 */
	synchronized CompletableFuture<Void> closing() {
		return this.closing;
	}

}

package io.p2p.cluster.redis.connection;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * A connection to one server of Redis, made again whenever it has ended.
 *
 * @param <C> the type of the connection
 * @param <P> what it is made into before it is used
 */
abstract class Link<C extends StatefulRedisConnection<byte[], byte[]>, P> {

	static final Duration PATIENCE = Duration.ofSeconds(3);

	private static final Logger log = LoggerFactory.getLogger(Link.class);

	private final RedisURI target;

	private final StoreThreads threads;

	private @Nullable C connection;

	private int failures;

	private boolean closed;

	private CompletableFuture<Void> closing = CompletableFuture.completedFuture(null);

	Link(RedisURI target, StoreThreads threads) {
		this.target = target;
		this.threads = threads;
	}

	RedisURI target() {
		return this.target;
	}

	StoreThreads threads() {
		return this.threads;
	}

	/**
	 * Make a connection.
	 */
	abstract CompletableFuture<C> open();

	/**
	 * Prepare a connection that has been made.
	 */
	abstract CompletableFuture<P> prepare(C made);

	/**
	 * There is a connection from now on. Called in the lock.
	 */
	abstract void begin(P prepared);

	/**
	 * There is none any more. Called in the lock.
	 */
	abstract void end();

	/**
	 * A connection has come.
	 */
	abstract void came();

	/**
	 * The connection has ended, or could not be made.
	 * @param ex why it could not be made, {@code null} if it has ended
	 */
	abstract void went(@Nullable Throwable ex);

	/**
	 * Whether there is nothing for which a connection is needed.
	 */
	abstract boolean idle();

	/**
	 * Look whether the server still answers.
	 */
	abstract void watch();

	synchronized boolean closed() {
		return this.closed;
	}

	synchronized @Nullable C connection() {
		return this.connection;
	}

	/**
	 * Connect, and again until that succeeds.
	 */
	void connect() {
		if (closed()) {
			return;
		}
		CompletableFuture<C> opening;
		try {
			opening = open();
		}
		catch (RuntimeException ex) {
			failed(ex);
			return;
		}
		CompletableFuture<P> ready = opening.thenCompose(this::prepare)
			.orTimeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
		ready.whenComplete((prepared, ex) -> {
			if (ex == null) {
				connected(opening.join(), prepared);
			}
			else {
				// Also one that comes later
				opening.thenAccept(StatefulRedisConnection::closeAsync);
				failed((ex instanceof CompletionException && ex.getCause() != null) ? ex.getCause() : ex);
			}
		});
	}

	private void connected(C made, P prepared) {
		synchronized (this) {
			if (this.closed) {
				this.closing = made.closeAsync();
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
			begin(prepared);
		}
		log.debug("Connected to {}", this.target);
		came();
		if (!made.isOpen()) {
			// It may have ended before anybody listened
			down(made);
		}
	}

	private void failed(Throwable ex) {
		int times;
		synchronized (this) {
			if (this.closed) {
				return;
			}
			times = this.failures++;
		}
		log.atLevel((times == 0) ? Level.WARN : Level.DEBUG)
			.log("Cannot connect to Redis at {}: {}", this.target, ex.toString());
		went(ex);
		this.threads.later(this::connect, StoreThreads.backoff(times));
	}

	/**
	 * End a connection, and make another one.
	 */
	@SuppressWarnings("ReferenceEquality") // each connection ends once
	void down(@Nullable StatefulRedisConnection<byte[], byte[]> ended) {
		synchronized (this) {
			if (ended == null || this.connection != ended) {
				return;
			}
			this.connection = null;
			end();
		}
		log.debug("The connection to {} has ended", this.target);
		ended.closeAsync();
		went(null);
		this.threads.later(this::connect, StoreThreads.backoff(0));
	}

	/**
	 * End the link.
	 * @return completes when the connection has been closed
	 */
	synchronized CompletableFuture<Void> close() {
		this.closed = true;
		if (this.connection != null) {
			this.closing = this.connection.closeAsync();
			this.connection = null;
		}
		return this.closing;
	}

}

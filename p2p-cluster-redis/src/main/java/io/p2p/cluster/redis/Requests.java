package io.p2p.cluster.redis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

import io.lettuce.core.RedisURI;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

import io.p2p.cluster.ClusterUnavailableException;

/**
 * Asks Redis, and asks again until there is an answer: a request may be done twice, and
 * must not mind.
 */
final class Requests {

	private static final Logger log = LoggerFactory.getLogger(Requests.class);

	/**
	 * How errors begin that pass: Redis loads, is about to fail over, or is full.
	 */
	private static final Set<String> PASSING = Set.of("LOADING", "BUSY", "OOM", "MISCONF", "NOREPLICAS", "MASTERDOWN",
			"CLUSTERDOWN", "MOVED", "ASK", "TRYAGAIN", "READONLY", "UNBLOCKED");

	private final Map<RedisURI, CommandLink> links = new ConcurrentHashMap<>();

	private final RedisConnections connections;

	private final StoreThreads threads;

	private final Runnable onChange;

	private volatile boolean closed;

	private volatile @Nullable Throwable trouble;

	/**
	 * Create requests.
	 * @param onChange is run when a connection has come or gone
	 */
	Requests(RedisConnections connections, StoreThreads threads, Runnable onChange) {
		this.connections = connections;
		this.threads = threads;
		this.onChange = onChange;
		threads.every(this::watch, Duration.ofMillis(500));
	}

	<T> CompletableFuture<T> send(int slot, RedisCall<T> call) {
		Request<T> request = new Request<>(slot, call);
		route(request);
		return request.result();
	}

	private void route(Request<?> request) {
		if (this.closed) {
			request.result().completeExceptionally(stopped());
			return;
		}
		RedisURI target = this.connections.target(request.slot());
		if (target == null) {
			this.connections.refresh()
				.whenComplete((done, ex) -> this.threads.later(() -> route(request),
						StoreThreads.backoff((this.connections.target(request.slot()) != null) ? 0 : 3)));
			return;
		}
		if (!link(target).send(request)) {
			// The link has been closed meanwhile
			this.threads.later(() -> route(request), Duration.ZERO);
			if (this.closed) {
				request.result().completeExceptionally(stopped());
			}
		}
	}

	private CommandLink link(RedisURI target) {
		CommandLink link = this.links.get(target);
		if (link == null) {
			CommandLink made = new CommandLink(target, this.connections, this.threads, this);
			link = this.links.putIfAbsent(target, made);
			if (link == null) {
				made.connect();
				return made;
			}
		}
		return link;
	}

	<T> void answered(Request<T> request, @Nullable T reply) {
		request.result().complete(reply);
	}

	void refused(Request<?> request, Throwable ex, CommandLink link) {
		String message = String.valueOf(ex.getMessage());
		String word = message.split("[ :]", 2)[0];
		if (word.equals("NOSCRIPT")) {
			request.wholeNext();
			route(request);
			return;
		}
		if (!PASSING.contains(word)) {
			request.result().completeExceptionally(ex);
			return;
		}
		int times = request.refused();
		log.atLevel((times == 3) ? Level.WARN : Level.DEBUG).log("Redis says to come again: {}", message);
		if (word.equals("READONLY")) {
			// A master that was: Sentinel or the topology know the new one
			link.reconnect();
		}
		this.connections.refresh()
			.whenComplete((done, failure) -> this.threads.later(() -> route(request), StoreThreads.backoff(times)));
	}

	/**
	 * Send what waits for a server that cannot be reached to whichever has its keys now.
	 */
	void reroute(List<Request<?>> waiting, CommandLink from) {
		this.connections.refresh().whenComplete((done, ex) -> {
			for (Request<?> request : waiting) {
				RedisURI target = this.connections.target(request.slot());
				if (target != null && this.links.get(target) != from && from.release(request)) {
					route(request);
				}
			}
		});
	}

	void linksChanged(@Nullable Throwable ex) {
		if (ex != null) {
			this.trouble = ex;
		}
		this.onChange.run();
	}

	/**
	 * Why the last attempt to connect has failed.
	 */
	@Nullable Throwable trouble() {
		return this.trouble;
	}

	/**
	 * Whether every server that is needed can be reached.
	 */
	boolean available() {
		return this.links.values().stream().noneMatch(CommandLink::troubled);
	}

	private void watch() {
		Set<RedisURI> targets = this.connections.targets();
		for (RedisURI target : List.copyOf(this.links.keySet())) {
			CommandLink link = this.links.get(target);
			if (link != null) {
				link.watch();
				if (!targets.contains(target) && link.idle()) {
					this.links.remove(target, link);
					link.close().forEach(this::route);
					this.onChange.run();
				}
			}
		}
	}

	/**
	 * End all connections; what has no answer fails.
	 */
	CompletableFuture<Void> close() {
		this.closed = true;
		List<Request<?>> open = new ArrayList<>();
		List<CompletableFuture<Void>> closing = new ArrayList<>();
		for (CommandLink link : this.links.values()) {
			open.addAll(link.close());
			closing.add(link.closing());
		}
		for (Request<?> request : open) {
			this.threads.workers().execute(() -> request.result().completeExceptionally(stopped()));
		}
		return CompletableFuture.allOf(closing.toArray(CompletableFuture<?>[]::new));
	}

	static ClusterUnavailableException stopped() {
		return new ClusterUnavailableException("The store has been stopped", null);
	}

}

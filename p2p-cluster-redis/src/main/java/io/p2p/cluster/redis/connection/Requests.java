package io.p2p.cluster.redis.connection;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;

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

	private final RedisConnections connections;

	private final StoreThreads threads;

	private final Runnable onChange;

	private final Links<CommandLink> links;

	private volatile @Nullable Throwable trouble;

	private volatile @Nullable Greeting greeting;

	/**
	 * Create requests.
	 * @param onChange is run when a connection has come or gone
	 */
	Requests(RedisConnections connections, StoreThreads threads, Runnable onChange) {
		this.connections = connections;
		this.threads = threads;
		this.onChange = onChange;
		this.links = new Links<>(connections, (target) -> new CommandLink(target, connections, threads, this));
		threads.every(() -> this.links.watch((removed) -> {
			removed.unanswered().forEach(this::route);
			onChange.run();
		}), Duration.ofMillis(500));
	}

	<T> CompletableFuture<T> send(int slot, RedisCall<T> call) {
		Request<T> request = new Request<>(slot, call);
		route(request);
		return request.result();
	}

	/**
	 * Ask something before all else on each new connection to the server that has a slot.
	 */
	void first(int slot, Supplier<Request<?>> first) {
		this.greeting = new Greeting(slot, first);
	}

	@Nullable Request<?> greeting(RedisURI target) {
		Greeting present = this.greeting;
		return (present != null && target.equals(this.connections.target(present.slot()))) ? present.first().get()
				: null;
	}

	private void route(Request<?> request) {
		if (this.links.closed()) {
			fail(request);
			return;
		}
		RedisURI target = this.connections.target(request.slot());
		if (target == null) {
			this.connections.refresh()
				.whenComplete((done, ex) -> again(request, (this.connections.target(request.slot()) != null) ? 0 : 3));
		}
		else if (!this.links.get(target).send(request)) {
			// The link has been closed meanwhile
			again(request, 0);
		}
	}

	private void again(Request<?> request, int failures) {
		this.threads.later(() -> route(request), StoreThreads.backoff(failures));
		if (this.links.closed()) {
			fail(request);
		}
	}

	private void fail(Request<?> request) {
		Runnable failing = () -> request.result()
			.completeExceptionally(new ClusterUnavailableException("The store has been stopped", null));
		try {
			this.threads.workers().execute(failing);
		}
		catch (RejectedExecutionException ex) {
			failing.run();
		}
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
			link.down(link.connection());
		}
		this.connections.refresh().whenComplete((done, failure) -> again(request, times));
	}

	/**
	 * Send what waits for a server that cannot be reached to whichever has its keys now.
	 */
	@SuppressWarnings("ReferenceEquality") // each link is one object
	void reroute(List<Request<?>> waiting, CommandLink from) {
		this.connections.refresh().whenComplete((done, ex) -> {
			for (Request<?> request : waiting) {
				RedisURI target = this.connections.target(request.slot());
				if (target != null && this.links.find(target) != from && from.release(request)) {
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
	 * The server that has a slot, if there is a connection to it.
	 */
	@Nullable RedisProcess redis(int slot) {
		RedisURI target = this.connections.target(slot);
		CommandLink link = (target != null) ? this.links.find(target) : null;
		return (link != null) ? link.redis() : null;
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
		return this.links.all().stream().noneMatch(CommandLink::troubled);
	}

	/**
	 * End all connections; what has no answer fails.
	 */
	CompletableFuture<Void> close() {
		CompletableFuture<Void> closing = this.links.close();
		List<Request<?>> open = new ArrayList<>();
		this.links.all().forEach((link) -> open.addAll(link.unanswered()));
		open.forEach(this::fail);
		return closing;
	}

	/**
	 * What is asked first.
	 */
	private record Greeting(int slot, Supplier<Request<?>> first) {

	}

}

package io.p2p.cluster.redis.connection;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;

import io.lettuce.core.RedisURI;
import org.jspecify.annotations.Nullable;

/**
 * One connection to each server that is needed.
 *
 * @param <L> the kind of the connections
 */
final class Links<L extends Link<?, ?>> {

	private final Map<RedisURI, L> links = new ConcurrentHashMap<>();

	private final RedisConnections connections;

	private final Function<RedisURI, L> factory;

	private volatile boolean closed;

	Links(RedisConnections connections, Function<RedisURI, L> factory) {
		this.connections = connections;
		this.factory = factory;
	}

	Collection<L> all() {
		return this.links.values();
	}

	@Nullable L find(RedisURI target) {
		return this.links.get(target);
	}

	L get(RedisURI target) {
		L link = this.links.get(target);
		if (link != null) {
			return link;
		}
		L made = this.factory.apply(target);
		L other = this.links.putIfAbsent(target, made);
		if (other != null) {
			return other;
		}
		if (this.closed) {
			made.close();
		}
		made.connect();
		return made;
	}

	/**
	 * Look after all links, and end those that nobody needs any more.
	 */
	void watch(Consumer<L> removed) {
		for (RedisURI target : List.copyOf(this.links.keySet())) {
			L link = this.links.get(target);
			if (link != null) {
				link.watch();
				if (link.idle() && !this.connections.targets().contains(target)) {
					this.links.remove(target, link);
					link.close();
					removed.accept(link);
				}
			}
		}
	}

	boolean closed() {
		return this.closed;
	}

	CompletableFuture<Void> close() {
		this.closed = true;
		return CompletableFuture
			.allOf(this.links.values().stream().map(Link::close).toArray(CompletableFuture<?>[]::new));
	}

}

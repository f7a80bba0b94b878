package io.p2p.cluster.redis.connection;

import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.SlotHash;
import org.jspecify.annotations.Nullable;

/**
 * The connections of a store: what is asked is asked again until there is an answer, and
 * channels are subscribed to again after each loss.
 *
 * @since 0.1.0
 */
public final class RedisLinks {

	private final RedisConnections connections;

	private final Requests requests;

	private final Channels channels;

	private RedisLinks(RedisConnections connections, StoreThreads threads, Runnable onChange) {
		this.connections = connections;
		this.requests = new Requests(connections, threads, onChange);
		this.channels = new Channels(connections, threads);
	}

	/**
	 * Connect to one server, or to the one that Sentinel names.
	 * @param client the client, which stays as it is
	 * @param uri where Redis is, or its Sentinels
	 * @param threads the threads of the store
	 * @param onChange is run when a connection has come or gone
	 * @return the connections
	 */
	public static RedisLinks standalone(RedisClient client, RedisURI uri, StoreThreads threads, Runnable onChange) {
		return new RedisLinks(new StandaloneConnections(client, uri), threads, onChange);
	}

	/**
	 * Connect to a Redis Cluster.
	 * @param client the client, which says where which keys are
	 * @param threads the threads of the store
	 * @param onChange is run when a connection has come or gone
	 * @return the connections
	 */
	public static RedisLinks cluster(RedisClusterClient client, StoreThreads threads, Runnable onChange) {
		return new RedisLinks(new ClusterConnections(client), threads, onChange);
	}

	/**
	 * Ask Redis, and again until there is an answer.
	 * @param key a key that it is about
	 * @param call what is asked; it may be done twice
	 * @param <T> the type of the answer
	 * @return the answer; fails if Redis refuses for good, or the connections are closed
	 */
	public <T> CompletableFuture<T> send(byte[] key, RedisCall<T> call) {
		return this.requests.send(SlotHash.getSlot(key), call);
	}

	/**
	 * What time it is at the server that has a key.
	 * @param key the key
	 * @return about its clock, in milliseconds; empty while there is no connection
	 */
	public OptionalLong time(byte[] key) {
		RedisProcess redis = this.requests.redis(SlotHash.getSlot(key));
		return (redis != null) ? OptionalLong.of(redis.time()) : OptionalLong.empty();
	}

	/**
	 * Ask something before all else whenever a connection has been made.
	 * @param key a key that it is about
	 * @param call what is asked
	 * @param answered takes the answer
	 * @param <T> the type of the answer
	 */
	public <T> void first(byte[] key, RedisCall<T> call, Consumer<@Nullable T> answered) {
		int slot = SlotHash.getSlot(key);
		this.requests.first(slot, () -> {
			Request<T> request = new Request<>(slot, call);
			request.result().thenAccept(answered);
			return request;
		});
	}

	/**
	 * Subscribe to a channel, in place of whoever listens to it now.
	 * @param channel the name of the channel
	 * @param listener hears what is published
	 */
	public void subscribe(byte[] channel, ChannelListener listener) {
		this.channels.subscribe(channel, listener);
	}

	/**
	 * Subscribe to a channel no more, unless somebody else does.
	 * @param channel the name of the channel
	 * @param listener the one that listened
	 */
	public void unsubscribe(byte[] channel, ChannelListener listener) {
		this.channels.unsubscribe(channel, listener);
	}

	/**
	 * Whether channels live on one server each, as keys do.
	 * @return {@code true} in a Redis Cluster
	 */
	public boolean sharded() {
		return this.connections.sharded();
	}

	/**
	 * Whether every server that is needed can be reached.
	 * @return {@code false} while a connection is missing
	 */
	public boolean available() {
		return this.requests.available();
	}

	/**
	 * Why the last attempt to connect has failed.
	 * @return the failure, {@code null} if none has
	 */
	public @Nullable Throwable trouble() {
		return this.requests.trouble();
	}

	/**
	 * End all connections; what has no answer fails.
	 * @return completes when they have ended
	 */
	public CompletableFuture<Void> close() {
		return CompletableFuture.allOf(this.channels.links().close(), this.requests.close())
			.handle((done, ex) -> this.connections.close())
			.thenCompose((closing) -> closing);
	}

}

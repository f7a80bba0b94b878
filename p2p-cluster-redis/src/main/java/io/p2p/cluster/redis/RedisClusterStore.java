package io.p2p.cluster.redis;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiFunction;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.cluster.RedisClusterClient;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.util.Assert;

import io.p2p.cluster.AppendOutcome;
import io.p2p.cluster.ClusterListener;
import io.p2p.cluster.ClusterStore;
import io.p2p.cluster.ClusterUnavailableException;
import io.p2p.cluster.KeptSession;
import io.p2p.cluster.ListedPeer;
import io.p2p.cluster.LogBatch;
import io.p2p.cluster.LogEntry;
import io.p2p.cluster.RoomFollower;
import io.p2p.cluster.SessionClaim;
import io.p2p.cluster.SessionOwner;
import io.p2p.cluster.redis.RoomAppender.PendingEntry;
import io.p2p.cluster.redis.StoreKeys.RoomKeys;
import io.p2p.cluster.redis.connection.RedisLinks;
import io.p2p.cluster.redis.connection.ReplicaGate;
import io.p2p.cluster.redis.connection.StoreThreads;
import io.p2p.cluster.redis.connection.WaitingRequests;
import io.p2p.cluster.redis.log.EntryCodec;
import io.p2p.cluster.redis.log.StoredBatch;

/**
 * Stores what several servers share in Redis 7 or later: one server, one behind Sentinel,
 * or a Redis Cluster.
 *
 * @since 0.1.0
 */
public final class RedisClusterStore implements ClusterStore {

	private static final Logger log = LoggerFactory.getLogger(RedisClusterStore.class);

	/**
	 * In so many turns all rooms are kept alive, so that not all are at once.
	 */
	private static final int ROUND = 16;

	private static final long BUSY_BYTES = 256 * 1024;

	private final Map<String, FollowedRoom> rooms = new ConcurrentHashMap<>();

	private final AtomicBoolean stopped = new AtomicBoolean();

	private final String node = RandomWord.of(12);

	private final AtomicReference<@Nullable Membership> membership = new AtomicReference<>();

	private final CompletableFuture<Void> ended = new CompletableFuture<>();

	private volatile boolean begun;

	private final StoreKeys keys;

	private final StoreThreads threads;

	private final RedisLinks links;

	private final WaitingRequests waiting;

	private final RoomServices services;

	private final Sessions sessions;

	private final PeerDirectory directory;

	private RedisClusterStore(BiFunction<StoreThreads, Runnable, RedisLinks> links, RedisClusterOptions options) {
		this.keys = new StoreKeys(options.name());
		this.threads = new StoreThreads(this.node);
		this.links = links.apply(this.threads, this::linksChanged);
		this.waiting = new WaitingRequests(options.maxPendingBytes(), this.threads.workers());
		this.services = new RoomServices(this.node, options, this.threads, this.links,
				new RoomReader(this.node, this.links, options.retention()), new ReplicaGate(options.replicas()),
				new Writers(this.node));
		this.sessions = new Sessions(this.node, this.keys, this.links, options);
		this.directory = new PeerDirectory(this.node, this.keys, this.links, options.retention());
		Duration round = options.retention().dividedBy(3 * ROUND);
		AtomicInteger turn = new AtomicInteger();
		this.threads.every(() -> refreshRooms(turn.getAndIncrement()), round);
	}

	/**
	 * Create a store on one server, or on the one that Sentinel names.
	 * @param client the client, whose threads are shared and whose options are taken over
	 * but for reconnecting; it stays as it is
	 * @param uri where Redis is, or its Sentinels
	 * @param options the options
	 * @return the store, which connects when it is started
	 */
	public static RedisClusterStore standalone(RedisClient client, RedisURI uri, RedisClusterOptions options) {
		return new RedisClusterStore((threads, onChange) -> RedisLinks.standalone(client, uri, threads, onChange),
				options);
	}

	/**
	 * Create a store on a Redis Cluster.
	 * @param client the client, which says where which keys are; the connections are the
	 * store's own
	 * @param options the options
	 * @return the store, which connects when it is started
	 */
	public static RedisClusterStore cluster(RedisClusterClient client, RedisClusterOptions options) {
		return new RedisClusterStore((threads, onChange) -> RedisLinks.cluster(client, threads, onChange), options);
	}

	@Override
	public String node() {
		return this.node;
	}

	@Override
	public CompletionStage<Void> start(ClusterListener listener) {
		Assert.notNull(listener, "'listener' must not be null");
		Membership made = new Membership(this.services, this.keys, listener);
		if (this.stopped.get() || !this.membership.compareAndSet(null, made)) {
			return CompletableFuture.failedFuture(new IllegalStateException("The store has been started before"));
		}
		long patience = this.services.options().patience().toMillis();
		return made.begin().orTimeout(patience, TimeUnit.MILLISECONDS).handle((begun, ex) -> {
			if (ex != null) {
				close();
				throw new ClusterUnavailableException("Redis cannot be reached",
						(this.links.trouble() != null) ? this.links.trouble() : ex);
			}
			this.begun = true;
			log.info("Taking part as {}", this.node);
			return null;
		});
	}

	@Override
	public CompletionStage<Void> stop() {
		Membership present = this.membership.get();
		if (this.stopped.compareAndSet(false, true)) {
			this.waiting.close();
			if (present == null || !this.links.available()) {
				close();
			}
			else {
				present.end().orTimeout(1, TimeUnit.SECONDS).whenComplete((done, ex) -> close());
			}
		}
		return this.ended.copy();
	}

	/**
	 * End without a word to the others, as if the process had been killed.
	 */
	void die() {
		close();
	}

	private void close() {
		this.stopped.set(true);
		this.waiting.close();
		this.rooms.values().forEach(FollowedRoom::unfollow);
		this.links.close().whenComplete((done, ex) -> this.ended.complete(null));
		this.threads.end();
		if (this.begun) {
			log.info("{} takes no more part", this.node);
		}
	}

	RoomServices services() {
		return this.services;
	}

	long pendingBytes() {
		return this.waiting.bytes();
	}

	private void linksChanged() {
		Membership present = this.membership.get();
		if (present != null) {
			present.linksChanged();
		}
	}

	private void refreshRooms(int turn) {
		for (Map.Entry<String, FollowedRoom> room : this.rooms.entrySet()) {
			if (Math.floorMod(room.getKey().hashCode(), ROUND) == Math.floorMod(turn, ROUND)) {
				room.getValue().refresh();
			}
		}
	}

	@Override
	public Set<String> nodes() {
		Membership present = this.membership.get();
		return (present != null) ? present.alive() : Set.of(this.node);
	}

	@Override
	public CompletionStage<AppendOutcome> append(String room, LogEntry entry) {
		FollowedRoom followed = this.rooms.get(room);
		if (followed == null) {
			return CompletableFuture.failedFuture(new IllegalStateException("The room is not followed"));
		}
		return this.waiting.begin(entry.body().length, () -> {
			PendingEntry waiting = new PendingEntry(entry, EntryCodec.encode(entry), new CompletableFuture<>());
			followed.append(waiting);
			return waiting.result();
		});
	}

	@Override
	public CompletionStage<Void> follow(String room, RoomFollower follower) {
		return this.waiting.begin(room.length(), () -> {
			FollowedRoom made = new FollowedRoom(room, this.keys.room(room), follower, this.services);
			FollowedRoom present = this.rooms.compute(room,
					(name, before) -> (before == null || before.ended()) ? made : before);
			if (present != made) {
				throw new IllegalStateException("The room is followed already");
			}
			return made.follow();
		});
	}

	@Override
	public void unfollow(String room) {
		FollowedRoom followed = this.rooms.remove(room);
		if (followed != null) {
			followed.unfollow();
		}
	}

	@Override
	public CompletionStage<Optional<List<LogBatch>>> read(String room, String epoch, long after) {
		return this.waiting.begin(room.length(), () -> this.services.reader()
			.read(this.keys.room(room), epoch, after, false)
			.thenApplyAsync((tail) -> tail.map((found) -> found.batches().stream().map(StoredBatch::batch).toList()),
					this.threads.workers()));
	}

	@Override
	public void checkpoint(String room, String epoch, long offset, byte[] state) {
		RoomKeys one = this.keys.room(room);
		this.waiting.command(state.length,
				() -> this.links.send(one.state(), RedisScript.CHECKPOINT.call(one.all(), epoch, offset, state)));
	}

	@Override
	public CompletionStage<SessionClaim> claim(String token, @Nullable String user, @Nullable String newPeer) {
		return this.waiting.ask(() -> this.sessions.claim(token, user, newPeer));
	}

	@Override
	public void keep(Collection<KeptSession> sessions) {
		List<KeptSession> copy = List.copyOf(sessions);
		this.waiting.command(100L * copy.size(), () -> this.sessions.keep(copy));
	}

	@Override
	public void release(String token, long generation) {
		this.waiting.command(0, () -> this.sessions.release(token, generation));
	}

	@Override
	public CompletionStage<Optional<SessionOwner>> farewell(String token) {
		return this.waiting.ask(() -> this.sessions.farewell(token));
	}

	@Override
	public CompletionStage<Boolean> hasSaidFarewell(String token) {
		return this.waiting.ask(() -> this.sessions.hasSaidFarewell(token));
	}

	@Override
	public CompletionStage<Void> list(Collection<ListedPeer> peers) {
		return this.waiting.begin(200L * peers.size(), () -> this.directory.list(List.copyOf(peers)));
	}

	@Override
	public CompletionStage<List<String>> roomsOf(String peer) {
		return this.waiting.ask(() -> this.directory.roomsOf(peer));
	}

	@Override
	public CompletionStage<Map<String, List<String>>> peersOf(String user) {
		return this.waiting.ask(() -> this.directory.peersOf(user));
	}

	@Override
	public void tell(String node, byte[] message) {
		Membership present = this.membership.get();
		if (present != null && this.links.available()) {
			this.waiting.command(message.length, () -> present.tell(node, message));
		}
	}

	@Override
	public void tellUnlessBusy(String node, byte[] message) {
		if (this.waiting.bytes() < BUSY_BYTES) {
			tell(node, message);
		}
	}

}

package io.p2p.cluster.redis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.p2p.cluster.ClusterUnavailableException;
import io.p2p.cluster.RoomFollower;
import io.p2p.cluster.redis.RoomAppender.PendingEntry;
import io.p2p.cluster.redis.RoomReader.LoadedRoom;
import io.p2p.cluster.redis.StoreKeys.RoomKeys;
import io.p2p.cluster.redis.connection.ChannelListener;
import io.p2p.cluster.redis.connection.SerialInbox;
import io.p2p.cluster.redis.log.EntryCodec;
import io.p2p.cluster.redis.log.GuardedFollower;
import io.p2p.cluster.redis.log.LogOrder;
import io.p2p.cluster.redis.log.LogOrder.Tail;
import io.p2p.cluster.redis.log.MalformedDataException;
import io.p2p.cluster.redis.log.StoredBatch;

/**
 * Follows the log of one room. Everything happens in its inbox, one after the other.
 */
final class FollowedRoom implements ChannelListener, RoomAppender.Room {

	private static final Logger log = LoggerFactory.getLogger(FollowedRoom.class);

	// what may wait in the inbox; more is read from the log later
	private static final int MAX_QUEUED = 8 << 20;

	// batches that may come while the room is loaded
	private static final int MAX_EARLY = 1000;

	// how long something may be missing that the channel should bring
	private static final Duration GAP = Duration.ofMillis(20);

	private final AtomicInteger queued = new AtomicInteger();

	private final CompletableFuture<Void> following = new CompletableFuture<>();

	private final List<byte[]> early = new ArrayList<>();

	private final String name;

	private final RoomKeys keys;

	private final GuardedFollower follower;

	private final RoomServices services;

	private final SerialInbox inbox;

	private final RoomAppender appender;

	private String epoch = "";

	private @Nullable LogOrder order;

	private boolean loading;

	private boolean reading;

	private boolean readAgain;

	private boolean gapWatched;

	private boolean malformedSeen;

	private volatile boolean ended;

	private volatile boolean dropped;

	FollowedRoom(String name, RoomKeys keys, RoomFollower follower, RoomServices services) {
		this.name = name;
		this.keys = keys;
		this.follower = new GuardedFollower(follower, services.node(), services.options().observer());
		this.services = services;
		this.inbox = new SerialInbox(services.threads().workers(), this::settle);
		this.appender = new RoomAppender(services, this.inbox, this);
	}

	/**
	 * Subscribe first, and load what there is when that is confirmed: so nothing is
	 * missed in between.
	 */
	CompletableFuture<Void> follow() {
		this.services.links().subscribe(this.keys.channel(), this);
		return this.following;
	}

	// its log was lost, or it is followed no more
	boolean ended() {
		return this.ended;
	}

	void append(PendingEntry entry) {
		this.inbox.execute(() -> this.appender.add(entry));
	}

	void unfollow() {
		this.follower.silence();
		this.inbox.execute(() -> {
			this.ended = true;
			this.services.links().unsubscribe(this.keys.channel(), this);
			this.appender.detach();
			this.following
				.completeExceptionally(new ClusterUnavailableException("The room is not followed any more", null));
		});
	}

	// keeps the room alive in Redis, and looks whether anything was missed
	void refresh() {
		this.inbox.execute(this::read);
	}

	@Override
	public void subscribed() {
		this.inbox.execute(this::load);
	}

	@Override
	public void message(byte[] message) {
		if (this.queued.addAndGet(message.length) > MAX_QUEUED) {
			this.queued.addAndGet(-message.length);
			this.dropped = true;
			return;
		}
		this.inbox.execute(() -> {
			this.queued.addAndGet(-message.length);
			published(message);
		});
	}

	private void load() {
		if (this.ended || this.order != null || this.loading) {
			this.follower.gapFilled();
			read();
			return;
		}
		this.loading = true;
		this.services.reader().load(this.keys).whenCompleteAsync(this::loaded, this.inbox);
	}

	private void loaded(@Nullable LoadedRoom loaded, @Nullable Throwable ex) {
		if (this.ended) {
			return;
		}
		if (loaded == null) {
			end(new ClusterUnavailableException("The room cannot be loaded", ex));
			return;
		}
		this.epoch = loaded.room().epoch();
		this.order = loaded.order();
		this.follower.loaded(loaded.room());
		this.appender.begin(this.epoch);
		this.early.forEach(this::published);
		this.early.clear();
		this.following.complete(null);
	}

	private void published(byte[] message) {
		if (this.ended) {
			return;
		}
		if (this.order == null) {
			this.dropped = this.early.size() >= MAX_EARLY || !this.early.add(message);
			return;
		}
		try {
			if (!EntryCodec.epoch(message).equals(this.epoch)) {
				// Old news, or the log has begun anew: the state says which
				read();
			}
			else if (!EntryCodec.known(message, this.order.applied(), this.order.stamp())) {
				this.order.offer(EntryCodec.decode(message));
			}
		}
		catch (MalformedDataException ex) {
			if (!this.malformedSeen) {
				this.malformedSeen = true;
				log.warn("Something else was published for a room: {}", ex.getMessage());
			}
			this.dropped = true;
		}
	}

	// Asks the log itself
	private void read() {
		if (this.ended || this.order == null) {
			return;
		}
		if (this.reading) {
			this.readAgain = true;
			return;
		}
		this.reading = true;
		this.dropped = false;
		this.order.reading();
		this.services.reader()
			.read(this.keys, this.epoch, this.order.applied(), true)
			.thenApply((tail) -> tail.orElse(null))
			.whenCompleteAsync(this::read, this.inbox);
	}

	private void read(@Nullable Tail tail, @Nullable Throwable ex) {
		this.reading = false;
		if (this.ended || this.order == null) {
			return;
		}
		if (ex != null) {
			broken(ex);
			return;
		}
		if (tail == null) {
			lost();
			return;
		}
		this.order.read(tail);
		if (this.readAgain) {
			this.readAgain = false;
			read();
		}
	}

	// Runs after whatever has come
	private void settle() {
		if (!this.ended && this.order != null) {
			deliver(this.order);
			if (this.order.torn()) {
				lost();
			}
			else if (missing() && !this.gapWatched) {
				this.gapWatched = true;
				long applied = this.order.applied();
				this.services.threads().later(() -> this.inbox.execute(() -> gapSeen(applied)), GAP);
			}
		}
		this.appender.flush();
	}

	private boolean missing() {
		return this.order != null && (this.dropped || this.order.gap() || this.appender.waits());
	}

	private void gapSeen(long since) {
		this.gapWatched = false;
		if (this.dropped || (missing() && applied() == since)) {
			this.follower.gapFilled();
			read();
		}
	}

	private void deliver(LogOrder order) {
		List<StoredBatch> batches = order.take();
		if (!batches.isEmpty()) {
			this.follower.appended(batches, this.services.links().time(this.keys.state()));
		}
		this.appender.applied(order.applied());
	}

	@Override
	public String name() {
		return this.name;
	}

	@Override
	public RoomKeys keys() {
		return this.keys;
	}

	@Override
	public long applied() {
		return (this.order != null) ? this.order.taken() : 0;
	}

	@Override
	public void own(StoredBatch batch) {
		if (!this.ended && this.order != null) {
			this.order.offer(batch);
			deliver(this.order);
		}
	}

	@Override
	public void checkpointWanted() {
		this.follower.checkpointWanted();
	}

	@Override
	public void lost() {
		if (!this.ended) {
			this.follower.lost();
		}
		end(new ClusterUnavailableException("The log of the room was lost", null));
	}

	@Override
	public void broken(Throwable ex) {
		if (!(ex instanceof ClusterUnavailableException) && !(ex.getCause() instanceof ClusterUnavailableException)) {
			log.warn("Redis refuses what belongs to a room", ex);
			lost();
		}
		end(new ClusterUnavailableException("The log of the room cannot be reached", ex));
	}

	private void end(ClusterUnavailableException why) {
		this.ended = true;
		this.services.links().unsubscribe(this.keys.channel(), this);
		this.following.completeExceptionally(why);
		this.appender.fail(why);
	}

}

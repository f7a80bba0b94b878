package io.p2p.cluster.memory;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

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

/**
 * All that a store does, for one server alone and in its memory. Everything happens on
 * one thread of the store, in the order of the calls.
 *
 * @since 0.1.0
 */
public final class MemoryClusterStore implements ClusterStore {

	// in so many parts of the retention it is looked what is over
	private static final int LOOKS = 16;

	private final Map<String, Following> followings = new ConcurrentHashMap<>();

	private final Map<String, MemoryRoom> rooms = new HashMap<>();

	private final String node = word(12);

	private final Duration retention;

	private final long maxLogBytes;

	private final MemorySessions sessions;

	private final MemoryDirectory directory;

	private final StoreThread thread;

	private long sweptAt = System.nanoTime();

	private @Nullable ClusterListener listener;

	/**
	 * Create a store. It has a thread from its first request on, until it is stopped.
	 * @param retention how long entries are kept, and sessions that nobody keeps
	 * @param maxLogBytes how much of a room's log is kept, less if it is not worth a
	 * checkpoint yet
	 */
	public MemoryClusterStore(Duration retention, long maxLogBytes) {
		this.retention = retention;
		this.maxLogBytes = maxLogBytes;
		this.sessions = new MemorySessions(this.node, retention);
		this.directory = new MemoryDirectory(retention);
		this.thread = new StoreThread("p2p-cluster-" + this.node, this::sweep);
	}

	private static String word(int length) {
		return UUID.randomUUID().toString().replace("-", "").substring(0, length);
	}

	@Override
	public String node() {
		return this.node;
	}

	@Override
	public boolean isAlone() {
		return true;
	}

	@Override
	public CompletionStage<Void> start(ClusterListener hears) {
		return this.thread.run(() -> {
			if (this.listener != null) {
				throw new IllegalStateException("The store has been started before");
			}
			this.listener = hears;
		});
	}

	@Override
	public CompletionStage<Void> stop() {
		return this.thread.run(() -> {
			this.followings.values().forEach(Following::silence);
			close();
		}).exceptionally((ended) -> null);
	}

	/**
	 * End as a store does that has lost all its data: whoever follows a room hears of it.
	 * @param before run before that, but after all that was asked so far, on the store's
	 * thread, with the sessions that go on; returns {@code false} if this store has been
	 * stopped
	 * @return completes when all have heard of it; fails if this store has been stopped
	 */
	CompletionStage<Void> lose(Predicate<List<KeptSession>> before) {
		return this.thread.run(() -> {
			if (!before.test(this.sessions.all())) {
				throw new ClusterUnavailableException("The store has been stopped", null);
			}
			List<Following> all = List.copyOf(this.followings.values());
			close();
			all.forEach(Following::lost);
		});
	}

	private void close() {
		this.followings.clear();
		this.rooms.clear();
		this.thread.end();
	}

	private void sweep() {
		long now = System.nanoTime();
		if (now - this.sweptAt > this.retention.toNanos() / LOOKS) {
			this.sweptAt = now;
			this.rooms.values().removeIf((room) -> room.isOver(now));
			this.rooms.values().forEach(MemoryRoom::trim);
			this.sessions.sweep();
			this.directory.sweep();
		}
	}

	@Override
	public Set<String> nodes() {
		return Set.of(this.node);
	}

	@Override
	public CompletionStage<AppendOutcome> append(String room, LogEntry entry) {
		Following following = this.followings.get(room);
		return (following != null) ? this.thread.ask(() -> {
			MemoryRoom loaded = following.room();
			if (loaded == null) {
				throw new ClusterUnavailableException("The room is not followed any more", null);
			}
			return loaded.append(this.node, entry);
		}) : CompletableFuture.failedFuture(new ClusterUnavailableException("The room is not followed", null));
	}

	@Override
	public CompletionStage<Void> follow(String room, RoomFollower follower) {
		Following following = new Following(follower);
		if (this.followings.putIfAbsent(room, following) != null) {
			return CompletableFuture.failedFuture(new IllegalStateException("The room is followed already"));
		}
		return this.thread.run(() -> this.rooms.computeIfAbsent(room, (name) -> create()).follow(following));
	}

	private MemoryRoom create() {
		return new MemoryRoom(new RoomHistory(word(8), this.retention, this.maxLogBytes), this.retention);
	}

	@Override
	public void unfollow(String room) {
		Following following = this.followings.remove(room);
		if (following != null) {
			following.silence();
			this.thread.run(() -> {
				MemoryRoom loaded = following.room();
				if (loaded != null) {
					loaded.unfollow(following);
				}
			});
		}
	}

	@Override
	public CompletionStage<Optional<List<LogBatch>>> read(String room, String epoch, long after) {
		return this.thread.ask(() -> {
			MemoryRoom found = this.rooms.get(room);
			return (found != null) ? found.history().read(epoch, after) : Optional.empty();
		});
	}

	@Override
	public void checkpoint(String room, String epoch, long offset, byte[] state) {
		history(room, (history) -> history.checkpoint(epoch, offset, state));
	}

	private void history(String room, Consumer<RoomHistory> command) {
		this.thread.run(() -> {
			MemoryRoom found = this.rooms.get(room);
			if (found != null) {
				command.accept(found.history());
			}
		});
	}

	@Override
	public CompletionStage<SessionClaim> claim(String token, @Nullable String user, @Nullable String newPeer) {
		return this.thread.ask(() -> this.sessions.claim(token, user, newPeer));
	}

	@Override
	public void keep(Collection<KeptSession> kept) {
		keepNow(kept);
	}

	/**
	 * Keep sessions alive.
	 * @return fails if this store has ended before
	 */
	CompletionStage<Void> keepNow(Collection<KeptSession> kept) {
		List<KeptSession> copy = List.copyOf(kept);
		return this.thread.run(() -> this.sessions.keep(copy));
	}

	@Override
	public void release(String token, long generation) {
		releaseNow(token, generation);
	}

	/**
	 * End a session.
	 * @return fails if this store has ended before
	 */
	CompletionStage<Void> releaseNow(String token, long generation) {
		return this.thread.run(() -> this.sessions.release(token, generation));
	}

	@Override
	public CompletionStage<Optional<SessionOwner>> farewell(String token) {
		return this.thread.ask(() -> this.sessions.farewell(token));
	}

	@Override
	public CompletionStage<Boolean> hasSaidFarewell(String token) {
		return this.thread.ask(() -> this.sessions.hasSaidFarewell(token));
	}

	@Override
	public CompletionStage<Void> list(Collection<ListedPeer> peers) {
		List<ListedPeer> copy = List.copyOf(peers);
		return this.thread.run(() -> this.directory.list(copy));
	}

	@Override
	public CompletionStage<List<String>> roomsOf(String peer) {
		return this.thread.ask(() -> this.directory.roomsOf(peer));
	}

	@Override
	public CompletionStage<Map<String, List<String>>> peersOf(String user) {
		return this.thread.ask(() -> this.directory.peersOf(user));
	}

	@Override
	public void tell(String to, byte[] message) {
		this.thread.run(() -> {
			if (to.equals(this.node) && this.listener != null) {
				this.listener.told(this.node, message);
			}
		});
	}

}

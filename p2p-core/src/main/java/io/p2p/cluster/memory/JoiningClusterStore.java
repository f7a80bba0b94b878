package io.p2p.cluster.memory;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;

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
 * A store that can be started again after it has been stopped, and without the one that
 * servers share: then this server is alone, with a memory of its own, and joins the
 * others when their store can be reached. What happened before is lost to the rooms then,
 * as if the store had lost its data.
 *
 * @since 0.1.0
 */
public final class JoiningClusterStore implements ClusterStore {

	// guards which store is the present one, and who follows rooms at which
	private final Object lock = new Object();

	private final Map<String, Route> routes = new ConcurrentHashMap<>();

	private final Supplier<? extends ClusterStore> shared;

	private final Supplier<MemoryClusterStore> memory;

	private final boolean required;

	private final String where;

	private volatile ClusterStore present;

	// the store of what is asked before the start
	private @Nullable MemoryClusterStore early;

	private @Nullable Membership membership;

	/**
	 * Create a store.
	 * @param shared makes a store that servers share, another one after one could not be
	 * started: it may take any time for that if it is not required
	 * @param required whether the start fails if that fails
	 * @param where where the shared store is, for people
	 * @param retention how long entries are kept while this server is alone, and sessions
	 * that nobody keeps
	 * @param maxLogBytes how much of a room's log is kept meanwhile, less if it is not
	 * worth a checkpoint yet
	 */
	public JoiningClusterStore(Supplier<? extends ClusterStore> shared, boolean required, String where,
			Duration retention, long maxLogBytes) {
		this.shared = shared;
		this.required = required;
		this.where = where;
		this.memory = () -> new MemoryClusterStore(retention, maxLogBytes);
		this.early = this.memory.get();
		this.present = this.early;
	}

	/**
	 * Where the store is that servers share, for people.
	 */
	String where() {
		return this.where;
	}

	boolean isRequired() {
		return this.required;
	}

	ClusterStore createShared() {
		return this.shared.get();
	}

	/**
	 * Go on with another store.
	 * @return {@code false} if this store has been stopped, or started anew, since
	 */
	@SuppressWarnings("ReferenceEquality") // each start is one of its own
	boolean present(Membership of, ClusterStore next) {
		synchronized (this.lock) {
			if (this.membership != of) {
				return false;
			}
			this.present = next;
			return true;
		}
	}

	@Override
	public String node() {
		return this.present.node();
	}

	@Override
	public boolean isAlone() {
		return this.present.isAlone();
	}

	@Override
	public Set<String> nodes() {
		return this.present.nodes();
	}

	@Override
	public CompletionStage<Void> start(ClusterListener listener) {
		Membership begun;
		synchronized (this.lock) {
			if (this.membership != null) {
				return CompletableFuture.failedFuture(new IllegalStateException("The store has been started before"));
			}
			MemoryClusterStore first = this.early;
			if (first == null) {
				first = this.memory.get();
				this.routes.clear();
			}
			this.early = null;
			this.present = first;
			begun = new Membership(this, first, listener);
			this.membership = begun;
		}
		return begun.begin().whenComplete((done, failure) -> {
			if (failure != null) {
				stop();
			}
		});
	}

	@Override
	public CompletionStage<Void> stop() {
		Membership ending;
		ClusterStore last;
		synchronized (this.lock) {
			ending = this.membership;
			last = this.present;
			this.membership = null;
			this.early = null;
		}
		CompletionStage<Void> attempt = (ending != null) ? ending.stop() : CompletableFuture.completedFuture(null);
		return last.stop().thenCompose((done) -> attempt);
	}

	// Where it was the memory's turn no more, it is that of the store which takes its
	// place.
	private <T> CompletionStage<T> ask(Function<ClusterStore, CompletionStage<T>> request) {
		ClusterStore asked = this.present;
		return request.apply(asked)
			.exceptionallyCompose((ex) -> hasGone(asked, ex) ? ask(request) : CompletableFuture.failedFuture(ex));
	}

	@SuppressWarnings("ReferenceEquality") // stores have an identity
	private boolean hasGone(ClusterStore asked, Throwable ex) {
		Throwable cause = (ex.getCause() != null) ? ex.getCause() : ex;
		return asked.isAlone() && asked != this.present
				&& (ex instanceof ClusterUnavailableException || cause instanceof ClusterUnavailableException);
	}

	@Override
	public CompletionStage<AppendOutcome> append(String room, LogEntry entry) {
		Route route = this.routes.get(room);
		// not asked of another store: what is appended to a log belongs to that
		return (route != null) ? route.store.append(room, entry)
				: CompletableFuture.failedFuture(new ClusterUnavailableException("The room is not followed", null));
	}

	@Override
	public CompletionStage<Void> follow(String room, RoomFollower follower) {
		Route route = new Route(follower, this.present);
		synchronized (this.lock) {
			this.routes.put(room, route);
			return follow(room, route);
		}
	}

	// In the lock: whoever follows a room at the memory does so before that ends, or
	// finds that it has ended.
	private CompletionStage<Void> follow(String room, Route route) {
		ClusterStore asked = this.present;
		route.store = asked;
		return asked.follow(room, route.follower)
			.exceptionallyCompose(
					(ex) -> hasGone(asked, ex) ? followAgain(room, route, ex) : CompletableFuture.failedFuture(ex));
	}

	@SuppressWarnings("ReferenceEquality") // another one may follow the room by now
	private CompletionStage<Void> followAgain(String room, Route route, Throwable ex) {
		synchronized (this.lock) {
			return (this.routes.get(room) == route) ? follow(room, route) : CompletableFuture.failedFuture(ex);
		}
	}

	@Override
	public void unfollow(String room) {
		synchronized (this.lock) {
			Route route = this.routes.remove(room);
			if (route != null) {
				route.store.unfollow(room);
			}
		}
	}

	@Override
	public CompletionStage<Optional<List<LogBatch>>> read(String room, String epoch, long after) {
		return ask((store) -> store.read(room, epoch, after));
	}

	@Override
	public void checkpoint(String room, String epoch, long offset, byte[] state) {
		this.present.checkpoint(room, epoch, offset, state);
	}

	@Override
	public CompletionStage<SessionClaim> claim(String token, @Nullable String user, @Nullable String newPeer) {
		return ask((store) -> store.claim(token, user, newPeer));
	}

	@Override
	public void keep(Collection<KeptSession> sessions) {
		List<KeptSession> copy = List.copyOf(sessions);
		ask((store) -> {
			if (store instanceof MemoryClusterStore alone) {
				return alone.keepNow(copy);
			}
			store.keep(copy);
			return CompletableFuture.completedFuture(null);
		});
	}

	@Override
	public void release(String token, long generation) {
		ask((store) -> {
			if (store instanceof MemoryClusterStore alone) {
				return alone.releaseNow(token, generation);
			}
			store.release(token, generation);
			return CompletableFuture.completedFuture(null);
		});
	}

	@Override
	public CompletionStage<Optional<SessionOwner>> farewell(String token) {
		return ask((store) -> store.farewell(token));
	}

	@Override
	public CompletionStage<Boolean> hasSaidFarewell(String token) {
		return ask((store) -> store.hasSaidFarewell(token));
	}

	@Override
	public CompletionStage<Void> list(Collection<ListedPeer> peers) {
		List<ListedPeer> copy = List.copyOf(peers);
		return ask((store) -> store.list(copy));
	}

	@Override
	public CompletionStage<List<String>> roomsOf(String peer) {
		return ask((store) -> store.roomsOf(peer));
	}

	@Override
	public CompletionStage<Map<String, List<String>>> peersOf(String user) {
		return ask((store) -> store.peersOf(user));
	}

	@Override
	public void tell(String node, byte[] message) {
		this.present.tell(node, message);
	}

	@Override
	public void tellUnlessBusy(String node, byte[] message) {
		this.present.tellUnlessBusy(node, message);
	}

	/**
	 * Where a room is followed.
	 */
	private static final class Route {

		private final RoomFollower follower;

		private volatile ClusterStore store;

		private Route(RoomFollower follower, ClusterStore store) {
			this.follower = follower;
			this.store = store;
		}

	}

}

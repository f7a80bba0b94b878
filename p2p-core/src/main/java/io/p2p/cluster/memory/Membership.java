package io.p2p.cluster.memory;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.p2p.cluster.ClusterListener;
import io.p2p.cluster.ClusterStore;

/**
 * What becomes of one start of a store, until it is stopped: this server joins the
 * others, or is alone and tries to.
 */
final class Membership {

	private static final Logger log = LoggerFactory.getLogger(Membership.class);

	// between two attempts, each of which may fail at once
	private static final Duration PAUSE = Duration.ofSeconds(1);

	private final JoiningClusterStore store;

	private final MemoryClusterStore memory;

	private final ClusterListener listener;

	private volatile @Nullable ClusterStore attempt;

	private volatile boolean stopped;

	/**
	 * Create a membership.
	 * @param memory the present store until this server has joined the others
	 */
	Membership(JoiningClusterStore store, MemoryClusterStore memory, ClusterListener listener) {
		this.store = store;
		this.memory = memory;
		this.listener = listener;
	}

	/**
	 * Try to join, and be alone if that fails and may.
	 */
	CompletionStage<Void> begin() {
		this.memory.start(this.listener);
		return attempt().handle((joined, failure) -> {
			if (joined != null) {
				return join(joined);
			}
			if (this.store.isRequired()) {
				return CompletableFuture.<Void>failedFuture(failure);
			}
			log.warn("{} cannot be reached: this server runs alone, and joins the others when it can ({})",
					this.store.where(), reason(failure));
			later();
			return CompletableFuture.<Void>completedFuture(null);
		}).thenCompose((begun) -> begun);
	}

	private CompletionStage<ClusterStore> attempt() {
		try {
			ClusterStore made = this.store.createShared();
			this.attempt = made;
			return made.start(this.listener).thenApply((begun) -> made);
		}
		catch (RuntimeException ex) {
			return CompletableFuture.failedFuture(ex);
		}
	}

	private void later() {
		CompletableFuture.delayedExecutor(PAUSE.toMillis(), TimeUnit.MILLISECONDS).execute(this::tryAgain);
	}

	private void tryAgain() {
		if (this.stopped) {
			return;
		}
		attempt().whenComplete((joined, failure) -> {
			if (joined == null) {
				log.debug("{} cannot be reached", this.store.where(), failure);
				later();
				return;
			}
			join(joined).thenRun(() -> log.info(
					"{} can be reached: this server has joined the others as {}, and its peers begin anew",
					this.store.where(), joined.node()));
		});
	}

	// The sessions go on: whoever claims them finds them at the shared store, as they
	// come there first.
	private CompletionStage<Void> join(ClusterStore joined) {
		return this.memory.lose((sessions) -> {
			joined.keep(sessions);
			return this.store.present(this, joined);
		}).whenComplete((done, stoppedMeanwhile) -> {
			if (stoppedMeanwhile != null) {
				joined.stop();
			}
		});
	}

	/**
	 * Try no more.
	 * @return completes when an attempt has ended that is under way
	 */
	CompletionStage<Void> stop() {
		this.stopped = true;
		ClusterStore begun = this.attempt;
		return (begun != null) ? begun.stop() : CompletableFuture.completedFuture(null);
	}

	private static @Nullable String reason(@Nullable Throwable failure) {
		Throwable last = failure;
		while (last != null && last.getCause() != null) {
			last = last.getCause();
		}
		return (last != null) ? last.getMessage() : null;
	}

}

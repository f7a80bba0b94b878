package io.p2p.cluster.memory;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

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

	// how long the start waits for the others
	private static final Duration PATIENCE = Duration.ofSeconds(5);

	private final AtomicBoolean alone = new AtomicBoolean();

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
	 * Try to join, and be alone if that fails, or takes long, and may.
	 */
	CompletionStage<Void> begin() {
		this.memory.start(this.listener);
		CompletionStage<Void> joined = tryToJoin();
		if (this.store.isRequired()) {
			return joined;
		}
		CompletableFuture<Void> begun = new CompletableFuture<>();
		joined.whenComplete((done, failure) -> {
			if (failure != null) {
				alone(failure);
				later();
			}
			else {
				joined();
			}
			begun.complete(null);
		});
		return begun.completeOnTimeout(null, PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
			.thenRun(() -> alone(new IllegalStateException("No answer in " + PATIENCE.toSeconds() + " s")));
	}

	private CompletionStage<Void> tryToJoin() {
		try {
			ClusterStore made = this.store.createShared();
			this.attempt = made;
			return made.start(this.listener).thenCompose((begun) -> join(made));
		}
		catch (RuntimeException ex) {
			return CompletableFuture.failedFuture(ex);
		}
	}

	private void alone(Throwable why) {
		if (this.store.isAlone() && !this.alone.getAndSet(true)) {
			log.warn("{} cannot be reached: this server runs alone, and joins the others when it can ({})",
					this.store.where(), reason(why));
		}
	}

	private void joined() {
		if (this.alone.get()) {
			log.info("{} can be reached: this server has joined the others as {}, and its peers begin anew",
					this.store.where(), this.store.node());
		}
	}

	private void later() {
		CompletableFuture.delayedExecutor(PAUSE.toMillis(), TimeUnit.MILLISECONDS).execute(this::tryAgain);
	}

	private void tryAgain() {
		if (!this.stopped) {
			tryToJoin().whenComplete((done, failure) -> {
				if (failure == null) {
					joined();
				}
				else {
					log.debug("{} cannot be reached", this.store.where(), failure);
					later();
				}
			});
		}
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

	private static @Nullable String reason(Throwable failure) {
		Throwable last = failure;
		while (last.getCause() != null) {
			last = last.getCause();
		}
		return last.getMessage();
	}

}

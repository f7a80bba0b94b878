package io.p2p.relay.queue;

import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import io.p2p.peer.ErrorCode;
import io.p2p.peer.Peer;
import io.p2p.peer.PeerId;
import io.p2p.peer.RefusedException;

/**
 * Keeps the requests of each sender in order while some wait for handlers. Thread-safe.
 *
 * @since 0.1.0
 */
public final class KeyedSerialQueue {

	private final Map<PeerId, SerialQueue> queues = new ConcurrentHashMap<>();

	// steps that wait or run, also those of peers that have gone
	private volatile AtomicInteger pending = new AtomicInteger();

	/**
	 * Run a step inline, which is the common case, or behind the sender's earlier steps
	 * if these wait for a handler.
	 * @param <T> the type of the handler's outcome
	 * @param sender the sender
	 * @param size the bytes that it keeps in memory
	 * @param handler runs before the step and is waited for, {@code null} for none
	 * @param delivery the step
	 * @param reply refuses the request if the handler fails
	 * @throws RefusedException if too many of the sender's events wait already
	 */
	public <T> void inOrder(Peer sender, long size, @Nullable Supplier<? extends CompletionStage<? extends T>> handler,
			Delivery<T> delivery, Reply reply) {
		SerialQueue queue = this.queues.get(sender.id());
		if (handler == null && (queue == null || queue.isIdle())) {
			delivery.deliver(null);
			return;
		}
		if (reply.flowControl().isFull()) {
			throw new RefusedException(ErrorCode.BUSY, "Too many of the sender's events wait for the server");
		}
		if (queue == null) {
			queue = this.queues.computeIfAbsent(sender.id(), (id) -> new SerialQueue(reply.flowControl()));
		}
		AtomicInteger counter = this.pending;
		counter.incrementAndGet();
		queue.submit(size,
				() -> step(handler, delivery, reply).whenComplete((done, failure) -> counter.decrementAndGet()));
	}

	/**
	 * Whether no step of any sender waits or runs.
	 * @return {@code false} while there is any
	 */
	public boolean isIdle() {
		return this.pending.get() == 0;
	}

	/**
	 * Count no waiting step any more, as the event loops have stopped.
	 */
	public void abandon() {
		this.pending = new AtomicInteger();
	}

	/**
	 * Run a step behind the sender's waiting ones, or inline if there are none.
	 * @param sender the sender
	 * @param step called on any thread, so it must hand work over to another; the
	 * sender's later steps wait for its result
	 */
	public void behind(Peer sender, Supplier<CompletionStage<?>> step) {
		SerialQueue queue = this.queues.get(sender.id());
		if (queue == null || queue.isIdle()) {
			// no later step can wait for this one yet
			CompletionStage<?> unused = step.get();
		}
		else {
			queue.submit(0, step);
		}
	}

	/**
	 * Run an action behind the sender's waiting steps, such as to remove it from a room.
	 * @param sender the sender
	 * @param action called on any thread, inline if nothing waits; it must be quick
	 * @return completes when the action has ended, and never exceptionally
	 */
	public CompletionStage<@Nullable Void> after(Peer sender, Supplier<? extends CompletionStage<?>> action) {
		CompletableFuture<@Nullable Void> done = new CompletableFuture<>();
		behind(sender, () -> {
			begin(action).whenComplete((result, failure) -> done.complete(null));
			return done;
		});
		return done;
	}

	/**
	 * Whether no step of a sender waits or runs.
	 * @param sender the sender
	 * @return whether a step of this sender would run inline
	 */
	public boolean isIdle(Peer sender) {
		SerialQueue queue = this.queues.get(sender.id());
		return queue == null || queue.isIdle();
	}

	/**
	 * Forget a peer that has gone.
	 * @param peer the peer
	 */
	public void forget(Peer peer) {
		this.queues.remove(peer.id());
	}

	private static <T> CompletionStage<?> step(@Nullable Supplier<? extends CompletionStage<? extends T>> handler,
			Delivery<T> delivery, Reply reply) {
		CompletionStage<@Nullable T> handled = CompletableFuture.completedFuture(null);
		if (handler != null) {
			handled = begin(handler).thenApply((outcome) -> outcome);
		}
		return handled.thenAcceptAsync(delivery::deliver, reply.inOrder()).exceptionally((failure) -> {
			reply.refuse(RefusedException.of(failure));
			return null;
		});
	}

	private static <T> CompletionStage<? extends T> begin(Supplier<? extends CompletionStage<? extends T>> handler) {
		try {
			return Objects.requireNonNull(handler.get(), "A RelayListener must give an outcome");
		}
		catch (RuntimeException | Error ex) {
			return CompletableFuture.failedFuture(ex);
		}
	}

	/**
	 * A step of a sender's requests.
	 *
	 * @param <T> what a handler makes of the event
	 */
	@FunctionalInterface
	public interface Delivery<T> {

		/**
		 * Run the step.
		 * @param handled the handler's outcome, {@code null} if there is no handler
		 */
		void deliver(@Nullable T handled);

	}

}

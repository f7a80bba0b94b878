package io.p2p.relay;

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
 * Keeps what each sender sends in order, where some of it takes longer than the rest.
 *
 * @since 0.1.0
 */
public final class KeyedSerialQueue {

	private final Map<PeerId, SerialQueue> queues = new ConcurrentHashMap<>();

	// steps that wait or are under way, of peers that have gone, too
	private volatile AtomicInteger pending = new AtomicInteger();

	/**
	 * Do a step straight on, which is the common case, or behind the sender's earlier
	 * ones if those wait for a handler.
	 * @param <T> what a handler makes of the event
	 * @param sender whose step it is
	 * @param size the bytes that it keeps in memory
	 * @param handler who sees the event first, {@code null} for nobody
	 * @param delivery what to do then
	 * @param reply the way back to the sender
	 * @throws RefusedException if too much of the sender waits already
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
	 * Whether nothing waits for a handler, nor for one that is under way.
	 * @return {@code false} while any step, of whichever sender, is to be waited for
	 */
	public boolean isIdle() {
		return this.pending.get() == 0;
	}

	/**
	 * Wait for nothing any more: the loops on which it would end have stopped.
	 */
	public void abandon() {
		this.pending = new AtomicInteger();
	}

	/**
	 * Do a step behind the sender's events that wait, or at once if none do. Callable
	 * from any thread.
	 * @param sender whose step it is
	 * @param step called on any thread: it must hand work over to another. The sender's
	 * later events wait for its result
	 */
	public void behind(Peer sender, Supplier<CompletionStage<?>> step) {
		SerialQueue queue = this.queues.get(sender.id());
		if (queue == null || queue.isIdle()) {
			// nothing waits for it yet
			CompletionStage<?> unused = step.get();
		}
		else {
			queue.submit(0, step);
		}
	}

	/**
	 * Do something behind the sender's events that wait, such as taking it out of a room.
	 * Callable from any thread.
	 * @param sender whose events
	 * @param action begun on any thread, at once if nothing waits; it must be quick
	 * @return completes when it has come to its end, whether it has failed or not
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
	 * Whether nothing of a sender waits.
	 * @param sender the sender
	 * @return whether a step of its would be done at once
	 */
	public boolean isIdle(Peer sender) {
		SerialQueue queue = this.queues.get(sender.id());
		return queue == null || queue.isIdle();
	}

	/**
	 * Forget a peer that has gone.
	 * @param peer who has gone
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
			reply.refuse(asRefusal(failure));
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

	private static RefusedException asRefusal(Throwable failure) {
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			if (cause instanceof RefusedException refused) {
				return refused;
			}
		}
		// what an exception says of the inside of the server is not for peers
		return new RefusedException(ErrorCode.HANDLER_FAILED, "The server's handler did not take the event");
	}

	/**
	 * What to do when it is an event's turn.
	 *
	 * @param <T> what a handler makes of the event
	 */
	@FunctionalInterface
	public interface Delivery<T> {

		/**
		 * Do it.
		 * @param handled what the handler made of the event, {@code null} where there is
		 * none
		 */
		void deliver(@Nullable T handled);

	}

}

package io.p2p.handler;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;

import org.jspecify.annotations.Nullable;

import io.p2p.codec.PeerMessageCodec;
import io.p2p.peer.ErrorCode;
import io.p2p.peer.Peer;
import io.p2p.peer.RawMessage;
import io.p2p.peer.RefusedException;
import io.p2p.relay.RelayListener;
import io.p2p.relay.RelayOutcome;
import io.p2p.room.Room;

/**
 * Takes events to the application's handler methods, off the event loop, and makes of
 * their results what is relayed or answered.
 *
 * @since 0.1.0
 */
public final class PeerMessageDispatcher implements RelayListener {

	private static final byte[] NO_ARGUMENTS = { '[', ']' };

	private final PeerMessageHandlerRegistry registry;

	private final HandlerResults results;

	private final HandlerInvoker invoker;

	private final HandlerFailures failures;

	private final PeerCalls calls;

	/**
	 * Create a dispatcher.
	 * @param registry the methods
	 * @param codec the writer of what they return
	 * @param calls where they run; a call for which there is no thread is an event
	 * refused as busy
	 * @param invoker who calls them
	 */
	public PeerMessageDispatcher(PeerMessageHandlerRegistry registry, PeerMessageCodec codec, PeerCalls calls,
			HandlerInvoker invoker) {
		this.registry = registry;
		this.results = new HandlerResults(codec);
		this.invoker = invoker;
		this.failures = new HandlerFailures(invoker, registry.validator());
		this.calls = calls;
	}

	@Override
	public boolean handles(String event) {
		return this.registry.find(event) != null;
	}

	@Override
	public boolean answers(String event) {
		MessageHandler handler = this.registry.find(event);
		return handler != null && !handler.relay();
	}

	@Override
	public CompletionStage<RelayOutcome> onMessage(Peer sender, @Nullable Room room, RawMessage message, long number) {
		MessageHandler handler = this.registry.find(message.event());
		if (handler == null) {
			return CompletableFuture.completedFuture(new RelayOutcome.Relayed(message));
		}
		CallContext context = CallContext.of(sender, room, message, number);
		return this.calls.event(sender, () -> handle(handler, context)).exceptionallyCompose((failure) -> {
			Throwable cause = HandlerFailures.cause(failure);
			return CompletableFuture.failedFuture(
					(cause instanceof RejectedExecutionException)
							? new RefusedException(ErrorCode.BUSY,
									"The server has no thread for the handler, see p2p.handler.queue-capacity")
							: cause);
		});
	}

	private CompletionStage<RelayOutcome> handle(MessageHandler handler, CallContext context) {
		PeerHandlerCall call = handler.call(context);
		CompletableFuture<@Nullable Object> result = this.invoker.invoke(call, handler.method(), context)
			.toCompletableFuture();
		if (result.isDone()) {
			return CompletableFuture.completedFuture(outcome(handler, call, context, result));
		}
		// whoever completes it may not be kept, and may be an event loop
		return result.handleAsync((value, failure) -> outcome(handler, call, context, result), this.calls.executor());
	}

	private RelayOutcome outcome(MessageHandler handler, PeerHandlerCall call, CallContext context,
			CompletableFuture<@Nullable Object> result) {
		try {
			RawMessage message = context.event();
			RawMessage written = this.results.encode(message.event(), result.join());
			if (handler.relay()) {
				return new RelayOutcome.Relayed((written != null) ? written : message);
			}
			return new RelayOutcome.Answered(
					(written != null) ? written : new RawMessage(message.event(), NO_ARGUMENTS, List.of()));
		}
		catch (Throwable ex) {
			throw this.failures.refusal(handler, call, context, ex);
		}
	}

}

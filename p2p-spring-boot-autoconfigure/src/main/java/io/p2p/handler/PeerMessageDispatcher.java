package io.p2p.handler;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.p2p.codec.PeerMessageCodec;
import io.p2p.peer.ErrorCode;
import io.p2p.peer.Peer;
import io.p2p.peer.RawMessage;
import io.p2p.peer.RefusedException;
import io.p2p.relay.RelayListener;
import io.p2p.room.Room;

/**
 * Calls the application's handler methods, off the event loop.
 *
 * @since 0.1.0
 */
public final class PeerMessageDispatcher implements RelayListener {

	private static final Logger logger = LoggerFactory.getLogger(PeerMessageDispatcher.class);

	private final PeerMessageHandlerRegistry registry;

	private final PeerMessageCodec codec;

	private final Executor executor;

	private final List<PeerHandlerInterceptor> interceptors;

	/**
	 * Create a dispatcher.
	 * @param registry the methods
	 * @param codec the writer of what they return
	 * @param executor where they run; a task that it rejects is an event refused as busy
	 * @param interceptors who is around the calls, the outermost first
	 */
	public PeerMessageDispatcher(PeerMessageHandlerRegistry registry, PeerMessageCodec codec, Executor executor,
			List<PeerHandlerInterceptor> interceptors) {
		this.registry = registry;
		this.codec = codec;
		this.executor = executor;
		this.interceptors = List.copyOf(interceptors);
	}

	@Override
	public boolean handles(String event) {
		return this.registry.find(event) != null;
	}

	@Override
	public CompletionStage<RawMessage> onMessage(Peer sender, Room room, RawMessage message) {
		PeerMessageHandlerMethod method = this.registry.find(message.event());
		if (method == null) {
			return CompletableFuture.completedFuture(message);
		}
		try {
			return CompletableFuture
				.supplyAsync(() -> intercepted(method, room, method.call(sender, room, message)), this.executor)
				.thenCompose((result) -> result)
				.thenApply((result) -> (result != null) ? this.codec.encode(message.event(), result) : message);
		}
		catch (RejectedExecutionException ex) {
			return CompletableFuture
				.failedFuture(new RefusedException(ErrorCode.BUSY, "The server has no thread for the handler"));
		}
	}

	private CompletionStage<@Nullable Object> intercepted(PeerMessageHandlerMethod method, Room room,
			PeerHandlerCall call) {
		Supplier<CompletionStage<@Nullable Object>> next = () -> handle(method, room, call);
		for (int i = this.interceptors.size() - 1; i >= 0; i--) {
			PeerHandlerInterceptor interceptor = this.interceptors.get(i);
			Supplier<CompletionStage<@Nullable Object>> inner = next;
			next = () -> interceptor.intercept(call, inner);
		}
		return next.get();
	}

	private static CompletionStage<@Nullable Object> handle(PeerMessageHandlerMethod method, Room room,
			PeerHandlerCall call) {
		try {
			return CompletableFuture.completedFuture(method.invoke(call.sender(), room, call.message()));
		}
		catch (RefusedException ex) {
			return CompletableFuture.failedFuture(ex);
		}
		catch (Exception ex) {
			// its message may quote the payload, and peers could fill the log with stack
			// traces
			logger.warn("{} failed on an event of {} with {}", method, call.sender(), ex.getClass().getName());
			logger.debug("The failure", ex);
			return CompletableFuture.failedFuture(ex);
		}
	}

}

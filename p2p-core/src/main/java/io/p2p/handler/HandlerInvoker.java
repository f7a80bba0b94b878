package io.p2p.handler;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.p2p.peer.RefusedException;

/**
 * Calls handler methods, with whoever is around the calls: all of them pass here.
 *
 * @since 0.1.0
 */
public final class HandlerInvoker {

	private static final Logger logger = LoggerFactory.getLogger(HandlerInvoker.class);

	private final List<PeerHandlerInterceptor> interceptors;

	/**
	 * Create an invoker.
	 * @param interceptors who is around the calls, the outermost first
	 */
	public HandlerInvoker(List<PeerHandlerInterceptor> interceptors) {
		this.interceptors = List.copyOf(interceptors);
	}

	/**
	 * Call a method on this thread.
	 * @return completes when the result is there, exceptionally if the call failed
	 */
	CompletionStage<@Nullable Object> invoke(PeerHandlerCall call, PeerHandlerMethod method, CallContext context) {
		Supplier<CompletionStage<@Nullable Object>> next = () -> call(method, context);
		for (int i = this.interceptors.size() - 1; i >= 0; i--) {
			PeerHandlerInterceptor interceptor = this.interceptors.get(i);
			Supplier<CompletionStage<@Nullable Object>> inner = next;
			next = () -> interceptor.intercept(call, inner);
		}
		try {
			return Objects.requireNonNull(next.get(), "A PeerHandlerInterceptor must give a result");
		}
		catch (Throwable ex) {
			return CompletableFuture.failedFuture(ex);
		}
	}

	// an error too: the sender's later events wait for the end of this call
	private static CompletionStage<@Nullable Object> call(PeerHandlerMethod method, CallContext context) {
		try {
			return HandlerResults.stage(method.invoke(context));
		}
		catch (Throwable ex) {
			return CompletableFuture.failedFuture(ex);
		}
	}

	/**
	 * What the sender is told of a failure.
	 * @return {@code null} if nobody around the calls knows
	 */
	@Nullable RefusedException refusal(PeerHandlerCall call, Throwable failure) {
		for (PeerHandlerInterceptor interceptor : this.interceptors) {
			RefusedException refusal = ask(interceptor, call, failure);
			if (refusal != null) {
				return refusal;
			}
		}
		return null;
	}

	private static @Nullable RefusedException ask(PeerHandlerInterceptor interceptor, PeerHandlerCall call,
			Throwable failure) {
		try {
			return interceptor.refusal(call, failure);
		}
		catch (RuntimeException | Error ex) {
			logger.warn("The PeerHandlerInterceptor {} failed", interceptor.getClass().getName(), ex);
			return null;
		}
	}

}

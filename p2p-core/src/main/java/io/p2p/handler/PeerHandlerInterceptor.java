package io.p2p.handler;

import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import io.p2p.peer.RefusedException;

/**
 * Somebody around the calls of handler methods. Beans of this type are called in their
 * order, on the thread that calls the method.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface PeerHandlerInterceptor {

	/**
	 * Call a handler method, or whoever else is around it.
	 * @param call what is called
	 * @param next calls it: to be asked once, on this thread
	 * @return completes when the result is there: when the method has returned, or what
	 * it returned has completed. Exceptionally if it has failed
	 */
	CompletionStage<@Nullable Object> intercept(PeerHandlerCall call, Supplier<CompletionStage<@Nullable Object>> next);

	/**
	 * What the sender is told of a failure that no exception handler has taken.
	 * @param call what was called
	 * @param failure why it failed
	 * @return the refusal, {@code null} to leave the word to others
	 */
	default @Nullable RefusedException refusal(PeerHandlerCall call, Throwable failure) {
		return null;
	}

}

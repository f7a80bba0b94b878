package io.p2p.handler;

import java.lang.reflect.UndeclaredThrowableException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.p2p.peer.ErrorCode;
import io.p2p.peer.RefusedException;

/**
 * Decides what a sender is told when a handler has failed: what an exception handler
 * says, else what a refusal says itself, else as little as possible.
 */
final class HandlerFailures {

	private static final Logger logger = LoggerFactory.getLogger(HandlerFailures.class);

	private final FailureLog log = new FailureLog();

	private final HandlerInvoker invoker;

	private final @Nullable PayloadValidator validator;

	HandlerFailures(HandlerInvoker invoker, @Nullable PayloadValidator validator) {
		this.invoker = invoker;
		this.validator = validator;
	}

	RefusedException refusal(MessageHandler handler, PeerHandlerCall call, CallContext context, Throwable failure) {
		Throwable cause = cause(failure);
		RefusedException refusal = asked(handler, context, cause);
		if (refusal == null) {
			refusal = (cause instanceof RefusedException refused) ? refused : known(handler, call, cause);
		}
		if (refusal == null) {
			this.log.write(handler.method(), call, cause);
			// what an exception says of the inside of the server is not for peers
			refusal = new RefusedException(ErrorCode.HANDLER_FAILED, "The server's handler did not take the event");
		}
		return refusal;
	}

	private static @Nullable RefusedException asked(MessageHandler handler, CallContext context, Throwable failure) {
		try {
			return handler.exceptions().handle(context, failure);
		}
		catch (RefusedException ex) {
			return ex;
		}
		catch (Throwable ex) {
			logger.warn("An exception handler for {} failed on {}", handler.method(), handler.name().text(),
					new HandlerFailure(ex, handler.method().getBeanType()));
			logger.trace("The failure", ex);
			return null;
		}
	}

	private @Nullable RefusedException known(MessageHandler handler, PeerHandlerCall call, Throwable failure) {
		RefusedException refusal = this.invoker.refusal(call, failure);
		return (refusal != null || this.validator == null) ? refusal
				: this.validator.refusal(handler.method().getBeanType(), failure);
	}

	/**
	 * What has gone wrong, without what threads and proxies wrap it into.
	 */
	static Throwable cause(Throwable failure) {
		Throwable cause = failure;
		while ((cause instanceof CompletionException || cause instanceof ExecutionException
				|| cause instanceof UndeclaredThrowableException) && cause.getCause() != null) {
			cause = cause.getCause();
		}
		return cause;
	}

}

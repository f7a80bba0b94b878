package io.p2p.autoconfigure;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

import io.p2p.handler.InvalidHandlerException;

/**
 * Explains which handler method is invalid, and what to do about it.
 */
class InvalidHandlerFailureAnalyzer extends AbstractFailureAnalyzer<InvalidHandlerException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, InvalidHandlerException cause) {
		return new FailureAnalysis("A handler method cannot be used. " + cause.getMessage() + ".", cause.remedy(),
				cause);
	}

}

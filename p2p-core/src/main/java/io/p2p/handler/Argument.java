package io.p2p.handler;

import org.jspecify.annotations.Nullable;

import io.p2p.peer.ErrorCode;
import io.p2p.peer.RefusedException;

/**
 * Where an argument of a handler method comes from.
 */
@FunctionalInterface
interface Argument {

	/**
	 * Take the argument.
	 * @return the value, {@code null} if it is missing
	 * @throws Exception if it is there and not as it must be
	 */
	@Nullable Object get(CallContext context) throws Exception;

	/**
	 * What the sender is told when the argument is missing and must not be.
	 */
	default RefusedException missing() {
		return new RefusedException(ErrorCode.NOT_A_MEMBER, "The server's handler needs a room");
	}

}

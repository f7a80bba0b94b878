package io.p2p.handler;

import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;

/**
 * Knows where the arguments for some parameters come from.
 */
@FunctionalInterface
interface ArgumentResolver {

	/**
	 * Find out where the argument comes from. If the parameter is an {@code Optional},
	 * this is about what is in it.
	 * @return {@code null} if that is for another resolver to know
	 * @throws InvalidHandlerException if the parameter can never be had
	 */
	@Nullable Argument resolve(MethodParameter parameter);

}

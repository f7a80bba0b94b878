package io.p2p.handler;

import org.jspecify.annotations.Nullable;

import io.p2p.peer.RefusedException;

/**
 * Checks payloads whose parameter has {@code @Valid} or {@code @Validated}.
 *
 * @since 0.1.0
 */
public interface PayloadValidator {

	/**
	 * Check a payload.
	 * @param payload what the event brought
	 * @param name what to call it, where it is not an object with fields of its own
	 * @param groups what to check it for
	 * @throws RefusedException if it is not valid
	 */
	void validate(Object payload, String name, Class<?>... groups);

	/**
	 * What the sender is told of a failure.
	 * @param beanType the class of the handler
	 * @param failure why the handler failed
	 * @return the refusal if the handler's arguments were not valid, else {@code null}
	 */
	@Nullable RefusedException refusal(Class<?> beanType, Throwable failure);

}

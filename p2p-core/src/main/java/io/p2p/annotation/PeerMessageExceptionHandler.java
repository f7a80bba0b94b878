package io.p2p.annotation;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a method that says what the sender is told when a
 * {@link PeerMessageHandler @PeerMessageHandler} method has failed: one of the same bean,
 * or of any bean if this one is a {@link PeerMessageAdvice @PeerMessageAdvice}. The
 * method for the closest type of exception is called; those of the bean go before those
 * of advice beans. In a bean that has no handler methods and is no advice nothing would
 * call it, which stops the start.
 * <p>
 * It takes the exception and whatever else a handler method may take, but for the
 * payload. It returns a {@code RefusedException}, which the sender is told, or a
 * {@code String}, which is the message beside the code {@code handler-failed}; or
 * nothing: then the sender is told that the handler failed. It may throw a
 * {@code RefusedException} as well.
 * <p>
 * A {@code RefusedException} is already what the sender is to be told: only methods for
 * that type, or for a type derived from it, see it.
 *
 * @since 0.1.0
 */
@Target({ ElementType.METHOD, ElementType.ANNOTATION_TYPE })
@Retention(RetentionPolicy.RUNTIME)
@Documented
public @interface PeerMessageExceptionHandler {

	/**
	 * The types of exceptions that the method takes.
	 * @return the types; if there are none, the type of the method's parameter
	 */
	Class<? extends Throwable>[] value() default {};

}

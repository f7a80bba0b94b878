package io.p2p.annotation;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a method that decides what the sender is told when a
 * {@link PeerMessageHandler @PeerMessageHandler} method has failed: one of the same bean,
 * or of any bean if this one is a {@link PeerMessageAdvice @PeerMessageAdvice}. The
 * method for the closest type of exception is called; those of the bean go before those
 * of advice beans. In a bean without handler methods that is no advice, the method would
 * never be called: the application does not start.
 * <p>
 * The method takes the exception, and what else a handler method may take except the
 * payload. It returns or throws a {@code RefusedException} for the sender, or returns a
 * {@code String} as the message beside the code {@code handler-failed}. If it returns
 * nothing, the sender is told that the handler failed.
 * <p>
 * A {@code RefusedException} of a handler already says what the sender is told: only
 * methods for that type, or for a type derived from it, are called for it.
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

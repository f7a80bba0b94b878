package io.p2p.annotation;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.core.annotation.AliasFor;
import org.springframework.stereotype.Component;

/**
 * Marks a component whose
 * {@link PeerMessageExceptionHandler @PeerMessageExceptionHandler} methods are for the
 * handler methods of all beans. If two such components have methods for one type of
 * exception, the first by {@code @Order} is called.
 *
 * @since 0.1.0
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Component
public @interface PeerMessageAdvice {

	/**
	 * The name of the bean.
	 * @return the name, empty for one derived from the name of the class
	 */
	@AliasFor(annotation = Component.class)
	String value() default "";

}

package io.p2p.annotation;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a parameter for the data that the sender tells the others in the room of itself
 * ({@code data} in the browser), read as the type of the parameter by the application's
 * JSON mapper. The server does not check it. A sender without data is refused as
 * {@code bad-request} unless the parameter is {@code Optional} or {@code @Nullable}.
 *
 * @since 0.1.0
 */
@Target(ElementType.PARAMETER)
@Retention(RetentionPolicy.RUNTIME)
@Documented
public @interface PeerData {

}

package io.p2p.annotation;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a method of any singleton bean that sees an event before it is relayed.
 * <p>
 * Parameters, in any order: {@code Peer} (the sender), {@code Room}, {@code RawMessage}
 * (the event as it came), and one payload that the first argument of the event is
 * converted to by the application's JSON mapper ({@code byte[]} for binary).
 * <p>
 * The method runs off the event loop; events of one sender are handled and relayed in
 * their order. Without a result the event is relayed as it came. A result replaces the
 * payload that is relayed. An exception stops the relay, and the sender learns of it: in
 * its acknowledgement if it asked for one.
 *
 * @since 0.1.0
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@Documented
public @interface PeerMessageHandler {

	/**
	 * The name of the event, for example {@code peer-msg}.
	 * @return the name
	 */
	String value();

}
